using Microsoft.Data.Sqlite;

namespace VoipControl.Lab.Recovery;

/// <summary>Tables as FreeSWITCH 1.10 makes them: recovery and registrations (switch_core_sqldb.c), sip_registrations (sofia_glue.c).
/// FreeSWITCH keeps the last in a file of its own for each profile; the lab switch has one file.</summary>
internal static class CoreSchema
{
    private static readonly (string Table, string Test, string Columns)[] Tables =
    [
        ("recovery", "hostname", """
               runtime_uuid    VARCHAR(255),
               technology      VARCHAR(255),
               profile_name    VARCHAR(255),
               hostname        VARCHAR(255),
               uuid            VARCHAR(255),
               metadata        text
            """),
        ("registrations", "metadata", """
               reg_user      VARCHAR(256),
               realm     VARCHAR(256),
               token     VARCHAR(256),
               url      TEXT,
               expires  INTEGER,
               network_ip VARCHAR(256),
               network_port VARCHAR(256),
               network_proto VARCHAR(256),
               hostname VARCHAR(256),
               metadata VARCHAR(256)
            """),
        ("sip_registrations", "sub_host", """
               call_id          VARCHAR(255),
               sip_user         VARCHAR(255),
               sip_host         VARCHAR(255),
               presence_hosts   VARCHAR(255),
               contact          VARCHAR(1024),
               status           VARCHAR(255),
               ping_status      VARCHAR(255),
               ping_count       INTEGER,
               ping_time        BIGINT,
               force_ping       INTEGER,
               rpid             VARCHAR(255),
               expires          BIGINT,
               ping_expires     INTEGER not null default 0,
               user_agent       VARCHAR(255),
               server_user      VARCHAR(255),
               server_host      VARCHAR(255),
               profile_name     VARCHAR(255),
               hostname         VARCHAR(255),
               network_ip       VARCHAR(255),
               network_port     VARCHAR(6),
               sip_username     VARCHAR(255),
               sip_realm        VARCHAR(255),
               mwi_user         VARCHAR(255),
               mwi_host         VARCHAR(255),
               orig_server_host VARCHAR(255),
               orig_hostname    VARCHAR(255),
               sub_host         VARCHAR(255)
            """),
    ];

    private static readonly string[] Indexes =
    [
        "recovery1 on recovery(technology)", "recovery2 on recovery(profile_name)", "recovery3 on recovery(uuid)",
        "recovery4 on recovery(runtime_uuid)", "regindex1 on registrations (reg_user,realm,hostname)",
        "sr_call_id on sip_registrations (call_id)", "sr_sip_user on sip_registrations (sip_user)",
        "sr_sip_host on sip_registrations (sip_host)", "sr_expires on sip_registrations (expires)",
        "sr_hostname on sip_registrations (hostname)",
    ];

    /// <summary>Makes what is missing. A table of another shape is replaced, as FreeSWITCH does; rows of a right one stay.</summary>
    public static void Create(SqliteConnection connection)
    {
        foreach (var (table, test, columns) in Tables)
        {
            if (Columns(connection, table) is { Count: > 0 } existing && existing.Contains(test))
                continue;
            Execute(connection, $"DROP TABLE IF EXISTS {table}");
            Execute(connection, $"CREATE TABLE {table} (\n{columns}\n)");
        }
        foreach (var index in Indexes)
            Execute(connection, $"create index if not exists {index}");
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static HashSet<string> Columns(SqliteConnection connection, string table)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "select name from pragma_table_info($table)";
        command.Parameters.AddWithValue("$table", table);
        using var reader = command.ExecuteReader();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        while (reader.Read())
            names.Add(reader.GetString(0));
        return names;
    }
}
