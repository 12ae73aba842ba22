using Dapper;
using VoipControl.Store.MySql;

namespace VoipControl.Store.Stores;

/// <summary>The `nodes` table: one row a switch, written by the pbx process that drives it, read by all.</summary>
public sealed class NodeStore(VoipDatabase database)
{
    /// <summary>Writes the node's row anew.</summary>
    public async Task SaveAsync(NodeRow node, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO nodes (name, state, state_reason, core_id, version, event_socket, pbx_url, sessions, max_sessions, zombies,
              connected_at, last_heartbeat_at, updated_at)
            VALUES (@Name, @State, @StateReason, @CoreId, @Version, @EventSocket, @PbxUrl, @Sessions, @MaxSessions, @Zombies,
              @ConnectedAt, @LastHeartbeatAt, @UpdatedAt)
            ON DUPLICATE KEY UPDATE state = VALUES(state), state_reason = VALUES(state_reason), core_id = VALUES(core_id),
              version = VALUES(version), event_socket = VALUES(event_socket), pbx_url = VALUES(pbx_url), sessions = VALUES(sessions),
              max_sessions = VALUES(max_sessions), zombies = VALUES(zombies), connected_at = VALUES(connected_at),
              last_heartbeat_at = VALUES(last_heartbeat_at), updated_at = VALUES(updated_at)
            """,
            node with
            {
                StateReason = Text.Cut(node.StateReason, 1000),
                Version = Text.Cut(node.Version, 255),
            },
            cancellationToken: ct));
    }

    /// <summary>All nodes by name.</summary>
    public async Task<IReadOnlyList<NodeRow>> ListAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return [.. await connection.QueryAsync<NodeRow>(new CommandDefinition(
            """
            SELECT name AS Name, state AS State, state_reason AS StateReason, core_id AS CoreId, version AS Version,
              event_socket AS EventSocket, pbx_url AS PbxUrl, sessions AS Sessions, max_sessions AS MaxSessions, zombies AS Zombies,
              connected_at AS ConnectedAt, last_heartbeat_at AS LastHeartbeatAt, updated_at AS UpdatedAt
            FROM nodes ORDER BY name
            """, cancellationToken: ct))];
    }
}
