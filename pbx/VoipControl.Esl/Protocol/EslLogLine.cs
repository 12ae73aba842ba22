namespace VoipControl.Esl;

/// <summary>A line of the switch's log (log/data). Level 0 is console, 1 alert, up to 7 debug (switch_types.h).</summary>
public sealed record EslLogLine(int Level, string Text, string File, string Function, int Line, string UserData);
