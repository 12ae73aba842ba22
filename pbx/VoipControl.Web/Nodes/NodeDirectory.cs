using VoipControl.Store.Stores;

namespace VoipControl.Web.Nodes;

/// <summary>The nodes as last read. Kept in memory so that commands reach their pbx process while the database is away.</summary>
internal sealed class NodeDirectory(NodeStore store)
{
    private volatile IReadOnlyList<NodeRow>? _nodes;

    /// <summary>Reads the table anew.</summary>
    public async Task<IReadOnlyList<NodeRow>> RefreshAsync(CancellationToken ct)
    {
        var nodes = await store.ListAsync(ct);
        _nodes = nodes;
        return nodes;
    }

    /// <summary>The nodes as last read; read now when there were none.</summary>
    public async Task<IReadOnlyList<NodeRow>> ListAsync(CancellationToken ct) => _nodes is { Count: > 0 } known ? known : await RefreshAsync(ct);

    /// <summary>A node by name; the table is read once more for a name that is not known yet.</summary>
    public async Task<NodeRow?> FindAsync(string name, CancellationToken ct) =>
        Named(await ListAsync(ct), name) ?? Named(await RefreshAsync(ct), name);

    private static NodeRow? Named(IReadOnlyList<NodeRow> nodes, string name) => nodes.FirstOrDefault(n => n.Name == name);
}
