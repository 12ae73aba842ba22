namespace VoipControl.Lab.Channels;

/// <summary>The steps of a leg that are about what is heard: early media, recordings, playback, digits.</summary>
internal sealed partial class LegSteps
{
    /// <summary>Media of a dialled leg that has not answered: its telephone or trunk plays something.</summary>
    public void EarlyMediaOutbound(Channel b)
    {
        if (b.EarlyMedia || b.Answered)
            return;
        b.HasMedia = b.EarlyMedia = true;
        b.Profile.ProgressMedia = core.NowMicros();
        b.Profile.NetworkAddr = b.Facts.Peer;
        core.SkipSequence(2);
        core.Apply("outbound.ring", b);
        core.Apply("outbound.answer", b);
        b.Variables["endpoint_disposition"] = "EARLY MEDIA";
        Fire(b, "CHANNEL_PROGRESS_MEDIA");
        b.CallState = "EARLY";
        core.SkipSequence();
    }

    /// <summary>False = the file of a real leg cannot be written; then nothing has begun.</summary>
    public bool StartRecording(Channel c, string path, bool fromDialplan)
    {
        if (fromDialplan)
        {
            if (c.Sip is null || !c.Answered)
                EarlyMedia(c);
            if (c.Sip is null)
                Run(c, "record_session", path);
        }
        var file = c.Sip?.Record(path);
        if (c.Sip is not null && file is null)
            return false;
        c.Recordings.Add(new Recording
        {
            Path = path,
            StartedMicros = core.NowMicros(),
            FromDialplan = fromDialplan,
            File = file,
        });
        c.Call.Recordings.Add(path);
        Fire(c, "RECORD_START", after: [("Record-File-Path", path)]);
        return true;
    }

    public void StopRecording(Channel c, Recording recording)
    {
        c.Recordings.Remove(recording);
        var millis = recording.File is { } file ? file.Finish() : (core.NowMicros() - recording.StartedMicros) / 1000;
        var v = c.Variables;
        // 8 kHz, 16 bit: what the file holds, or would hold.
        v["record_file_size"] = Text((millis * 16 * (recording.File?.Channels ?? 1)) + 44);
        v["record_samples"] = Text(millis * 8);
        v["record_seconds"] = Text(millis / 1000);
        v["record_ms"] = Text(millis);
        var cause = c.State >= ChannelState.HANGUP ? "success-silence" : "success-maxtime";
        v["record_completion_cause"] = cause;
        Fire(c, "RECORD_STOP", after: [("Record-File-Path", recording.Path), ("Record-Completion-Cause", cause)]);
    }

    public void Playback(Channel c, string path, bool start, bool run = true)
    {
        var type = path.Split("://") is [var scheme, _] ? scheme : Path.GetExtension(path).TrimStart('.');
        if (start)
        {
            if (run)
                Run(c, "playback", path);
            Fire(c, "PLAYBACK_START", after: [("Playback-File-Type", type), ("Playback-File-Path", path)]);
            return;
        }
        Fire(c, "PLAYBACK_STOP",
            after: [("Playback-File-Type", type), ("Playback-File-Path", path), ("Playback-Status", "done")]);
        c.Variables["current_application_response"] = "FILE PLAYED";
    }

    /// <param name="c">The leg whose telephone sent it.</param>
    /// <param name="digit">0 to 9, *, #, A to D.</param>
    /// <param name="duration">In samples at 8 kHz.</param>
    /// <param name="source">RTP or ENDPOINT (an INFO).</param>
    public void Dtmf(Channel c, char digit, int duration, string source) => Fire(c, "DTMF",
        after: [("DTMF-Digit", digit.ToString()), ("DTMF-Duration", Text(duration)), ("DTMF-Source", source)]);
}
