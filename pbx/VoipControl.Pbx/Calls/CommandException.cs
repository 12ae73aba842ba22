namespace VoipControl.Pbx.Calls;

/// <summary>Why a command could not be carried out, as an HTTP status and words for the one who asked.</summary>
internal sealed class CommandException(int status, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>400 bad argument, 404 no such call, 409 refused by the switch, 503 node not connected, 504 no answer in time.</summary>
    public int Status => status;
}
