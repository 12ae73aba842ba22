using Microsoft.Data.Sqlite;

namespace VoipControl.Lab.Recovery;

/// <summary>The statements of the core database, each for one open connection (switch_core_sqldb.c, sofia_reg.c).</summary>
internal static class CoreRows
{
    /// <summary>Rows that one question returns; a switch has fewer legs than that.</summary>
    private const int MaxRows = 100_000;

    public static void Track(SqliteConnection db, RecoveryRow row)
    {
        object?[] values = [row.RuntimeUuid, row.Technology, row.ProfileName, row.Hostname, row.Uuid, row.Metadata];
        // A plus keeps SQLite from using the indexes on columns in which all rows are alike: it would read the whole table.
        if (Execute(db, "update recovery set metadata=$6 where uuid=$5 and +runtime_uuid=$1 and +technology=$2 and +profile_name=$3 and hostname=$4",
            values) == 0)
            Execute(db, "insert into recovery (runtime_uuid, technology, profile_name, hostname, uuid, metadata) values ($1,$2,$3,$4,$5,$6)", values);
    }

    /// <summary>Whoever wrote it: when a leg ends here, no copy of its row may become a ghost elsewhere.</summary>
    public static void Untrack(SqliteConnection db, string uuid) => Execute(db, "delete from recovery where uuid=$1", uuid);

    public static IReadOnlyList<RecoveryRow> All(SqliteConnection db) => Read(db, "1=1");

    public static IReadOnlyList<RecoveryRow> Take(SqliteConnection db, string ownUuid, string technology, string profile)
    {
        const string where = "technology=$1 and runtime_uuid!=$2 and profile_name=$3";
        var rows = Read(db, where, technology, ownUuid, profile);
        Execute(db, $"delete from recovery where {where}", technology, ownUuid, profile);
        return rows;
    }

    public static int Flush(SqliteConnection db, string technology, string profile) =>
        Execute(db, "delete from recovery where technology=$1 and profile_name=$2", technology, profile);

    public static void Register(SqliteConnection db, string hostname, Registration r)
    {
        Unregister(db, hostname, r.User, r.Realm);
        Execute(db, "insert into registrations (reg_user,realm,token,url,expires,network_ip,network_port,network_proto,hostname,metadata) "
            + "values ($1,$2,$3,$4,$5,$6,$7,$8,$9,'')",
            r.User, r.Realm, r.CallId, r.Url, r.Expires, r.NetworkIp, r.NetworkPort, r.NetworkProto, hostname);
        Execute(db, "insert into sip_registrations (call_id,sip_user,sip_host,presence_hosts,contact,status,ping_status,ping_count,ping_time,"
            + "force_ping,rpid,expires,user_agent,server_user,server_host,profile_name,hostname,network_ip,network_port,sip_username,sip_realm,"
            + "mwi_user,mwi_host,orig_server_host,orig_hostname,sub_host) values "
            + "($1,$2,$3,$3,$4,$5,'Reachable',0,0,0,'unknown',$6,$7,$2,$3,$8,$9,$10,$11,$2,$3,$2,$3,$3,$9,$3)",
            r.CallId, r.User, r.Realm, r.Contact, $"Registered({r.NetworkProto.ToUpperInvariant()})", r.Expires, r.UserAgent, r.ProfileName,
            hostname, r.NetworkIp, r.NetworkPort);
    }

    public static void Unregister(SqliteConnection db, string hostname, string user, string realm)
    {
        Execute(db, "delete from registrations where reg_user=$1 and realm=$2 and hostname=$3", user, realm, hostname);
        Execute(db, "delete from sip_registrations where sip_user=$1 and +sip_host=$2 and +hostname=$3", user, realm, hostname);
    }

    /// <summary>A starting switch knows no telephone yet.</summary>
    public static void ForgetRegistrations(SqliteConnection db, string hostname)
    {
        Execute(db, "delete from registrations where hostname=$1", hostname);
        Execute(db, "delete from sip_registrations where hostname=$1", hostname);
    }

    private static List<RecoveryRow> Read(SqliteConnection db, string where, params object?[] values)
    {
        // Rows are written by other tools too: a document that is too long is cut, and refused when it is parsed.
        using var command = Command(db, "select runtime_uuid, technology, profile_name, hostname, uuid, "
            + $"substr(metadata, 1, {RecoveryDocument.MaxLength + 1}) from recovery where {where} order by rowid limit {MaxRows}", values);
        using var reader = command.ExecuteReader();
        var rows = new List<RecoveryRow>();
        while (reader.Read())
            rows.Add(new RecoveryRow(Text(0), Text(1), Text(2), Text(3), Text(4), Text(5)));
        return rows;

        string Text(int column) => reader.IsDBNull(column) ? "" : reader.GetString(column);
    }

    private static int Execute(SqliteConnection db, string sql, params object?[] values)
    {
        using var command = Command(db, sql, values);
        return command.ExecuteNonQuery();
    }

    private static SqliteCommand Command(SqliteConnection db, string sql, object?[] values)
    {
        var command = db.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
            command.Parameters.AddWithValue($"${i + 1}", values[i] ?? DBNull.Value);
        return command;
    }
}
