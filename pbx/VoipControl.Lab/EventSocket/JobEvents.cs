using VoipControl.Lab.Channels;

namespace VoipControl.Lab.EventSocket;

/// <summary>The BACKGROUND_JOB event, the result of a bgapi.</summary>
internal static class JobEvents
{
    public static void Fire(SwitchCore core, string job, string command, string argument, string result)
    {
        var e = core.NewEvent("BACKGROUND_JOB", "mod_event_socket.c", "api_exec", 1572)
            .Add("Job-UUID", job)
            .Add("Job-Command", command)
            .Add("Job-Command-Arg", argument);
        e.Body = result;
        core.Fire(e);
    }
}
