using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using VoipControl.Core.Calls;
using VoipControl.Core.Commands;
using VoipControl.Store.Queries;
using VoipControl.Store.Stores;
using VoipControl.Web.Auth;
using VoipControl.Web.Live;
using VoipControl.Web.Nodes;
using VoipControl.Web.Pbx;
using VoipControl.Web.Problems;

namespace VoipControl.Web.Calls;

/// <summary>Finds the call and its pbx process, and hands the command over. Live calls are found in memory, so commands work while the database is away.</summary>
internal sealed class CallActions(LiveFeed feed, CallQueries calls, NodeDirectory nodes, PbxClient pbx, ILogger<CallActions> logger)
{
    /// <summary>The call as the live feed knows it, else as it was stored; never another tenant's.</summary>
    public async Task<CallView> FindAsync(string id, ApiToken token, CancellationToken ct)
    {
        if (!Guid.TryParseExact(id, "D", out var guid)) throw ProblemException.Invalid("id", "It must be a UUID such as 5b1f0c9e-7f0e-4a57-9c39-0f6f0c1f7a11.");
        var call = feed.Find(new CallId(guid)) ?? await calls.FindCallAsync(new CallId(guid), ct);
        // Another tenant's call is as absent as one that never was.
        return call is not null && token.Sees(call.Tenant) ? call : throw ProblemException.NoSuchCall(guid.ToString());
    }

    public async Task<CommandResult> RunAsync(HttpContext context, string id, CallCommand command)
    {
        FieldRules.Check(command);
        var token = Caller.Token(context);
        var call = await FindAsync(id, token, context.RequestAborted);
        if (call.State == CallState.Ended) throw ProblemException.CallEnded(id);
        var node = await NodeAsync(call.Node, context.RequestAborted)
            ?? throw ProblemException.NodeAway($"The call's node '{call.Node}' is not listed, or has no address of a pbx process.");
        return await ToldAsync(command.GetType().Name, call.Id.ToString(), node.Name, token,
            () => pbx.CommandAsync(node.PbxUrl, call.Id, command, context.RequestAborted));
    }

    public async Task<OriginatedCall> OriginateAsync(HttpContext context, OriginateCall call)
    {
        FieldRules.Check(call);
        var token = Caller.Token(context);
        if (call.Tenant is { } tenant && !token.Sees(tenant)) throw ProblemException.OtherTenant(token.Tenant!);
        if (token.Tenant is not null) call = call with { Tenant = token.Tenant };
        if (call.Node is { } name)
        {
            var node = await NodeAsync(name, context.RequestAborted) ?? throw ProblemException.Invalid("node", "There is no such node.");
            return await PlaceAsync(node.PbxUrl, name, call, token, context.RequestAborted);
        }
        // Each pbx process knows which of its nodes are connected; the first that has one takes the call.
        ProblemException? refusal = null;
        foreach (var url in (await nodes.ListAsync(context.RequestAborted)).Where(IsUsable).Select(static n => n.PbxUrl).Distinct(StringComparer.Ordinal))
        {
            try
            {
                return await PlaceAsync(url, "(any)", call, token, context.RequestAborted);
            }
            catch (ProblemException e) when (e.Problem.Status == StatusCodes.Status503ServiceUnavailable)
            {
                refusal = e;
            }
        }
        throw refusal ?? ProblemException.NodeAway("No node is known yet: no pbx process has written one.");
    }

    private Task<OriginatedCall> PlaceAsync(string url, string node, OriginateCall call, ApiToken token, CancellationToken ct) =>
        ToldAsync(nameof(OriginateCall), "(new)", node, token, () => pbx.OriginateAsync(url, call, ct));

    private async Task<NodeRow?> NodeAsync(string name, CancellationToken ct) =>
        await nodes.FindAsync(name, ct) is { } node && IsUsable(node) ? node : null;

    private static bool IsUsable(NodeRow node) => Uri.TryCreate(node.PbxUrl, UriKind.Absolute, out var url) && url.Scheme is ("http" or "https");

    private async Task<T> ToldAsync<T>(string command, string call, string node, ApiToken token, Func<Task<T>> work)
    {
        try
        {
            var result = await work();
            Log.Commanded(logger, command, result is OriginatedCall placed ? placed.Id.ToString() : call, node, token.Id, "done");
            return result;
        }
        catch (ProblemException e)
        {
            Log.Commanded(logger, command, call, node, token.Id, e.Problem.Type);
            throw;
        }
    }
}
