namespace VoipControl.Store.Stores;

/// <summary>A tenant: one dispatch centre among others on the same switches.</summary>
/// <param name="Id">What `vc_tenant` says, at most 64 characters.</param>
/// <param name="Name">For people, at most 255 characters.</param>
/// <param name="CreatedAt">UTC.</param>
public sealed record TenantRow(string Id, string Name, DateTime CreatedAt);
