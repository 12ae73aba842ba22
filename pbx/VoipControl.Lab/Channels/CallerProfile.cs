namespace VoipControl.Lab.Channels;

/// <summary>Who calls whom and when things happened; the Caller-* and Other-Leg-* headers (switch_caller.c).</summary>
internal sealed class CallerProfile
{
    public string Direction = "inbound";
    public string LogicalDirection = "inbound";
    public string Username = "";
    public string Dialplan = "";
    public string CallerIdName = "";
    public string CallerIdNumber = "";
    public string OrigCallerIdName = "";
    public string OrigCallerIdNumber = "";
    public string CalleeIdName = "";
    public string CalleeIdNumber = "";
    public string NetworkAddr = "";
    public string Ani = "";
    public string Destination = "";
    public string Uuid = "";
    public string Source = "mod_sofia";
    public string TransferSource = "";
    public string Context = "public";
    public string Rdnis = "";
    public string ChannelName = "";
    public int Index = 1;
    public long ProfileCreated;
    public long Created;
    public long Answered;
    public long Progress;
    public long ProgressMedia;
    public long Hangup;
    public long Bridged;
    public long LastHold;
    public long HoldAccum;
    public long Resurrect;

    public CallerProfile Clone() => (CallerProfile)MemberwiseClone();

    /// <summary>The copy that an outbound leg keeps of its originator; the switch does not copy the times.</summary>
    public CallerProfile CloneWithoutTimes()
    {
        var copy = Clone();
        copy.ProfileCreated = copy.Created = copy.Answered = copy.Progress = copy.ProgressMedia = 0;
        copy.Hangup = copy.Bridged = copy.LastHold = copy.HoldAccum = 0;
        return copy;
    }
}
