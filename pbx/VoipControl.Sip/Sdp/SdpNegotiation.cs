using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace VoipControl.Sip.Sdp;

/// <summary>The offer/answer model (RFC 3264) for one audio stream over plain RTP. Every other stream of an offer is refused with port 0. Pure.</summary>
public static class SdpNegotiation
{
    /// <summary>An offer of one audio stream.</summary>
    public static SdpSession CreateOffer(SdpCapabilities own, SdpDirection direction = SdpDirection.SendRecv) => Describe(own,
    [
        new SdpMedia
        {
            Type = "audio",
            Port = own.Local.Port,
            Formats = FormatsOf(own.Codecs),
            Codecs = own.Codecs,
            PacketTime = own.PacketTime,
            Direction = direction,
        },
    ]);

    /// <summary>
    /// Answers an offer: the first audio stream that has a format of ours gets that format (the offerer's first) and digits when both know them
    /// at the same clock; all other streams are refused (RFC 3264 6).
    /// </summary>
    /// <param name="offer">The other side's offer.</param>
    /// <param name="own">What we can do.</param>
    /// <param name="wanted">What we want; the answer has of it what the offer allows.</param>
    /// <param name="answer">The answer; when an earlier description of ours exists, give <see cref="SdpSession.Following"/> of it.</param>
    /// <param name="agreement">What is now settled.</param>
    /// <returns>False when no stream can be taken: then 488 (RFC 3261 13.3.1.3).</returns>
    public static bool TryCreateAnswer(
        SdpSession offer,
        SdpCapabilities own,
        SdpDirection wanted,
        [NotNullWhen(true)] out SdpSession? answer,
        [NotNullWhen(true)] out SdpAgreement? agreement)
    {
        var streams = new List<SdpMedia>(offer.Media.Count);
        SdpMedia? taken = null;
        foreach (SdpMedia offered in offer.Media)
        {
            SdpMedia? stream = taken is null ? Accept(offer, offered, own, wanted) : null;
            if (stream is not null)
                taken = offered;
            streams.Add(stream ?? new SdpMedia { Type = offered.Type, Port = 0, Protocol = offered.Protocol, Formats = offered.Formats });
        }

        answer = taken is null ? null : Describe(own, streams);
        agreement = answer is null ? null : Settle(answer, streams[streams.FindIndex(static s => !s.IsRejected)], offer, taken!);
        return agreement is not null;
    }

    /// <summary>Settles a call with the answer to our offer.</summary>
    /// <returns>False, with what is wrong, when the answer does not fit the offer or has refused it.</returns>
    public static bool TryComplete(
        SdpSession offer,
        SdpSession answer,
        [NotNullWhen(true)] out SdpAgreement? agreement,
        [NotNullWhen(false)] out string? error)
    {
        agreement = null;
        error = null;
        if (answer.Media.Count != offer.Media.Count)
        {
            error = "The answer does not have as many streams as the offer.";
            return false;
        }

        for (int i = 0; i < offer.Media.Count; i++)
        {
            SdpMedia ours = offer.Media[i];
            if (!ours.IsPlainAudio || ours.IsRejected)
                continue;
            SdpMedia theirs = answer.Media[i];
            error = theirs.IsRejected ? "The answer refuses the audio stream." : theirs.IsPlainAudio ? null : "The answer has another kind of stream than the offer.";
            agreement = error is null ? Settle(offer, ours, answer, theirs) : null;
            error ??= agreement is null ? "The answer has no format of the offer." : null;
            return agreement is not null;
        }

        error = "The offer has no audio stream.";
        return false;
    }

    private static SdpMedia? Accept(SdpSession offer, SdpMedia offered, SdpCapabilities own, SdpDirection wanted)
    {
        if (!offered.IsPlainAudio || offered.IsRejected)
            return null;
        foreach (SdpCodec codec in offered.Codecs)
        {
            if (codec.IsTelephoneEvent || own.Codecs.FirstOrDefault(codec.IsSameEncoding) is not { } known)
                continue;
            List<SdpCodec> codecs = [codec with { Parameters = known.Parameters }];
            // Digits keep the offerer's number: it is the one that side knows them by.
            if (DigitsOf(offered.Codecs, codec.ClockRate) is { } digits && DigitsOf(own.Codecs, codec.ClockRate) is { } ours)
                codecs.Add(digits with { Parameters = ours.Parameters });
            SdpDirection theirs = offer.DirectionOf(offered);
            return new SdpMedia
            {
                Type = offered.Type,
                Port = own.Local.Port,
                Protocol = offered.Protocol,
                Formats = FormatsOf(codecs),
                Codecs = codecs,
                PacketTime = PacketTimeOf(offered, own.PacketTime),
                Direction = Reversed(theirs) & wanted,
            };
        }

        return null;
    }

    private static SdpAgreement? Settle(SdpSession local, SdpMedia ours, SdpSession remote, SdpMedia theirs)
    {
        foreach (SdpCodec codec in theirs.Codecs)
        {
            if (codec.IsTelephoneEvent || ours.Codecs.FirstOrDefault(codec.IsSameEncoding) is not { } known)
                continue;
            SdpCodec? digits = DigitsOf(theirs.Codecs, codec.ClockRate);
            SdpCodec? ourDigits = DigitsOf(ours.Codecs, codec.ClockRate);
            SdpDirection mine = local.DirectionOf(ours) & Reversed(remote.DirectionOf(theirs));
            return new SdpAgreement
            {
                Remote = remote.EndPointOf(theirs),
                Codec = codec,
                ReceivedPayloadType = known.PayloadType,
                TelephoneEventType = ourDigits is null ? null : digits?.PayloadType,
                ReceivedTelephoneEventType = digits is null ? null : ourDigits?.PayloadType,
                PacketTime = PacketTimeOf(theirs, ours.PacketTime ?? 20),
                MaySend = mine.HasFlag(SdpDirection.SendOnly) && remote.EndPointOf(theirs) is not null,
                MayReceive = mine.HasFlag(SdpDirection.RecvOnly),
            };
        }

        return null;
    }

    private static SdpSession Describe(SdpCapabilities own, IReadOnlyList<SdpMedia> media) => new()
    {
        Origin = SdpOrigin.Of(own.SessionId, own.SessionVersion, own.Local.Address),
        ConnectionAddress = own.Local.Address.ToString(),
        Media = media,
    };

    private static SdpDirection Reversed(SdpDirection direction) => direction switch
    {
        SdpDirection.SendOnly => SdpDirection.RecvOnly,
        SdpDirection.RecvOnly => SdpDirection.SendOnly,
        _ => direction,
    };

    private static SdpCodec? DigitsOf(IReadOnlyList<SdpCodec> codecs, int clockRate) =>
        codecs.FirstOrDefault(c => c.IsTelephoneEvent && c.ClockRate == clockRate);

    // What the other side asks for, when sound can be cut that way; else ours.
    private static int PacketTimeOf(SdpMedia theirs, int own) => theirs.PacketTime is { } time and >= 10 and <= 60 && time % 10 == 0 ? time : own;

    private static string[] FormatsOf(IReadOnlyList<SdpCodec> codecs) => [.. codecs.Select(static c => c.PayloadType.ToString(CultureInfo.InvariantCulture))];
}
