using System.Globalization;
using VoipControl.Core.Trunks;
using VoipControl.Sip;

namespace VoipControl.Pbx.Sip;

/// <summary>Asks a target with OPTIONS (RFC 3261 section 11) whether it is there.</summary>
internal sealed class OptionsProbe(SipEndpoint endpoint)
{
    /// <summary>One request and its answer. Never throws for what the network does.</summary>
    public async Task<ProbeResult> RunAsync(SipTarget target, CancellationToken cancellation)
    {
        var answer = await endpoint.OptionsAsync(SipUri.Parse(target.Uri), new SipRequestOptions { Timeout = target.Timeout }, cancellation);
        if (answer.IsAlive) return new ProbeResult(answer.Status, answer.RoundTrip);
        return ProbeResult.Lost(answer.Status == SipStatus.RequestTimeout
            ? string.Create(CultureInfo.InvariantCulture, $"no answer within {target.Timeout.TotalSeconds:0.###} s")
            : $"it cannot be reached: {answer.Response.Reason}");
    }
}
