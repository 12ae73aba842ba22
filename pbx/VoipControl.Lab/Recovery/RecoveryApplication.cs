namespace VoipControl.Lab.Recovery;

/// <summary>An application of the leg's extension.</summary>
/// <param name="Name">app_name.</param>
/// <param name="Data">app_data, not expanded.</param>
/// <param name="LastExecuted">FreeSWITCH marks the one that comes next (current_application is moved on before it runs), and
/// ignores the mark at a recovery.</param>
internal readonly record struct RecoveryApplication(string Name, string Data, bool LastExecuted = false);
