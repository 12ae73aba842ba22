namespace VoipControl.Esl;

/// <summary>Event names as FreeSWITCH writes them in Event-Name (EVENT_NAMES in switch_event.c), as far as a call needs them.</summary>
public static class EslEventNames
{
    public const string BackgroundJob = "BACKGROUND_JOB";
    public const string ChannelAnswer = "CHANNEL_ANSWER";
    public const string ChannelBridge = "CHANNEL_BRIDGE";
    public const string ChannelCallState = "CHANNEL_CALLSTATE";
    public const string ChannelCreate = "CHANNEL_CREATE";
    public const string ChannelDestroy = "CHANNEL_DESTROY";
    public const string ChannelExecute = "CHANNEL_EXECUTE";
    public const string ChannelExecuteComplete = "CHANNEL_EXECUTE_COMPLETE";
    public const string ChannelHangup = "CHANNEL_HANGUP";
    public const string ChannelHangupComplete = "CHANNEL_HANGUP_COMPLETE";
    public const string ChannelHold = "CHANNEL_HOLD";
    public const string ChannelOriginate = "CHANNEL_ORIGINATE";
    public const string ChannelOutgoing = "CHANNEL_OUTGOING";
    public const string ChannelPark = "CHANNEL_PARK";
    public const string ChannelProgress = "CHANNEL_PROGRESS";
    public const string ChannelProgressMedia = "CHANNEL_PROGRESS_MEDIA";
    public const string ChannelState = "CHANNEL_STATE";
    public const string ChannelUnbridge = "CHANNEL_UNBRIDGE";
    public const string ChannelUnhold = "CHANNEL_UNHOLD";
    public const string ChannelUnpark = "CHANNEL_UNPARK";
    public const string ChannelUuid = "CHANNEL_UUID";
    public const string CallUpdate = "CALL_UPDATE";
    public const string Custom = "CUSTOM";
    public const string Dtmf = "DTMF";
    public const string Heartbeat = "HEARTBEAT";
    public const string MediaBugStart = "MEDIA_BUG_START";
    public const string MediaBugStop = "MEDIA_BUG_STOP";
    public const string ModuleLoad = "MODULE_LOAD";
    public const string ModuleUnload = "MODULE_UNLOAD";
    public const string PlaybackStart = "PLAYBACK_START";
    public const string PlaybackStop = "PLAYBACK_STOP";
    public const string PresenceIn = "PRESENCE_IN";
    public const string RecordStart = "RECORD_START";
    public const string RecordStop = "RECORD_STOP";
    public const string ReloadXml = "RELOADXML";
    public const string Shutdown = "SHUTDOWN";
    public const string ShutdownRequested = "SHUTDOWN_REQUESTED";
    public const string Startup = "STARTUP";
}
