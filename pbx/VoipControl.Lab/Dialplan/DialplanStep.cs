namespace VoipControl.Lab.Dialplan;

/// <summary>One application to run. <c>$1</c> is replaced already; <c>${…}</c> is expanded when the step runs, not before.</summary>
internal readonly record struct DialplanStep(string Application, string Data);
