namespace VoipControl.Web.Live;

/// <summary>One change of the live feed, written once for all clients.</summary>
/// <param name="Number">Its place in the feed; grows by one.</param>
/// <param name="Kind">Name of the server-sent event.</param>
/// <param name="Tenant">Whose clients see it; null for all.</param>
/// <param name="Json">Its data, one line of UTF-8.</param>
internal sealed record LiveEvent(long Number, string Kind, string? Tenant, byte[] Json)
{
    public bool IsFor(string? tenant) => tenant is null || Tenant is null || Tenant == tenant;
}
