using VoipControl.Core.Calls;

namespace VoipControl.Web.Live;

/// <summary>One change of the live feed, written once for all clients.</summary>
/// <param name="Number">Its place in the feed; grows by one.</param>
/// <param name="Kind">Name of the server-sent event.</param>
/// <param name="Tenant">Whose clients see it; null for all.</param>
/// <param name="Purpose">Which calls' watchers see it; null for all.</param>
/// <param name="Json">Its data, one line of UTF-8.</param>
internal sealed record LiveEvent(long Number, string Kind, string? Tenant, CallPurpose? Purpose, byte[] Json)
{
    /// <summary>Whether a client is to be told.</summary>
    /// <param name="tenant">The only tenant the client sees; null for all.</param>
    /// <param name="purpose">The only calls it watches; null for all.</param>
    public bool IsFor(string? tenant, CallPurpose? purpose) =>
        (tenant is null || Tenant is null || Tenant == tenant) && (purpose is null || Purpose is null || Purpose == purpose);
}
