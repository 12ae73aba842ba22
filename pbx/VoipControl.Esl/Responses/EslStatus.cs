namespace VoipControl.Esl;

/// <summary>What <c>status</c> prints (mod_commands.c, status_function).</summary>
public sealed record EslStatus(bool IsReady, int SessionsSinceStart, int Sessions, int MaxSessions, double IdleCpu);
