using VoipControl.Lab.Recovery;

namespace VoipControl.Tests.Lab;

/// <summary>Recovery documents of made-up legs.</summary>
internal static class LabLegs
{
    public static RecoveryDialog Dialog() => new()
    {
        CallId = "c-1@h",
        LocalParty = "\"Switch, the <lab>\" <sip:7100@127.0.0.1>;tag=local",
        RemoteParty = "<sip:ann@127.0.0.2:5070>;tag=remote",
        RemoteTarget = "sip:ann@127.0.0.2:5070;transport=udp;x=y",
        LocalContact = "<sip:mod_sofia@127.0.0.1:5060>",
        RouteSet = ["<sip:p1@127.0.0.3;lr>", "\"a,b\" <sip:p2@127.0.0.4;lr;x=1,2>"],
        LocalCSeq = 5,
        RemoteCSeq = 7,
        RemoteAddress = "127.0.0.2",
        RemotePort = 5070,
        LocalSdp = "v=0\r\no=FreeSWITCH 1 2 IN IP4 127.0.0.1\r\n",
        RemoteSdp = "v=0\r\no=- 3 4 IN IP4 127.0.0.2\r\n",
        LocalMediaAddress = "127.0.0.1",
        LocalMediaPort = 20000,
        RemoteMediaAddress = "127.0.0.2",
        RemoteMediaPort = 30000,
        Codec = "PCMA",
        SendPayload = 8,
        ReceivePayload = 8,
        SendDtmfPayload = 101,
        ReceiveDtmfPayload = 96,
        Ssrc = 4_000_000_000,
    };

    public static RecoveryDocument Document(string uuid, bool outbound, RecoveryDialog? dialog = null, string? partner = null) => new()
    {
        Outbound = outbound,
        Variables =
        [
            KeyValuePair.Create("uuid", uuid), KeyValuePair.Create("recovery_profile_name", "internal"),
            .. partner is null ? [] : new[] { KeyValuePair.Create("signal_bond", partner) },
            .. (dialog ?? Dialog()).ToVariables(outbound),
        ],
        Profile = new RecoveryProfile { CallerIdName = "Ann", DestinationNumber = "7100", Uuid = uuid },
    };

    public static RecoveryRow Row(RecoveryDocument document) =>
        new("dead-core", RecoveryRow.Sofia, "internal", "voip", document.Uuid!, document.ToXml());
}
