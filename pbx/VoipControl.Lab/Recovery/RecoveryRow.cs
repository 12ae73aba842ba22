namespace VoipControl.Lab.Recovery;

/// <summary>One row of table <c>recovery</c>: one answered leg (switch_core_recovery_track in switch_core_sqldb.c).</summary>
/// <param name="RuntimeUuid">Core-UUID of the switch process that carries, or carried, the leg.</param>
/// <param name="Technology">Name of the endpoint module; <c>sofia</c> for SIP.</param>
/// <param name="ProfileName">The leg's variable recovery_profile_name.</param>
/// <param name="Hostname">The switch name.</param>
/// <param name="Uuid">Unique-ID of the leg.</param>
/// <param name="Metadata">The document, see <see cref="RecoveryDocument"/>.</param>
internal sealed record RecoveryRow(
    string RuntimeUuid, string Technology, string ProfileName, string Hostname, string Uuid, string Metadata)
{
    /// <summary>Technology of SIP legs (SOFIA_RECOVER in mod_sofia.h).</summary>
    public const string Sofia = "sofia";
}
