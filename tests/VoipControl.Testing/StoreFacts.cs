using System.Buffers.Binary;
using VoipControl.Core.Calls;

namespace VoipControl.Testing;

/// <summary>Facts for tests of the journal and the store, the same for the same arguments.</summary>
public static class StoreFacts
{
    /// <summary>Facts that a numbered call has.</summary>
    public const int FactsPerCall = 4;

    public static readonly DateTime Start = new(2026, 11, 20, 8, 0, 0, DateTimeKind.Utc);

    public static readonly Guid Core = new("0c0e0000-0000-4000-8000-000000000001");

    private static readonly FactKind[] Life = [FactKind.Created, FactKind.Ringing, FactKind.Answered, FactKind.Ended];

    /// <summary>A leg's id from a small number.</summary>
    public static LegId Leg(long number)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], number + 1);
        bytes[0] = 0x1e;
        return new LegId(new Guid(bytes, bigEndian: true));
    }

    /// <summary>Fact by fact one call after the other: made, ringing, answered, ended. The number is the fact's sequence.</summary>
    public static LegFact Numbered(long number) => Of(Life[number % FactsPerCall], Leg(number / FactsPerCall), number);

    /// <summary>A fact that happened <paramref name="sequence"/> milliseconds after <see cref="Start"/>.</summary>
    public static LegFact Of(FactKind kind, LegId leg, long sequence, LegId? originator = null, Guid? core = null, string node = "a") => new()
    {
        Kind = kind,
        Leg = leg,
        Core = core ?? Core,
        Sequence = sequence,
        At = Start.AddMilliseconds(sequence),
        Node = node,
        Originator = originator,
        HangUp = kind == FactKind.Ended ? new HangUp("NORMAL_CLEARING", "recv_bye") : null,
        Details = kind is FactKind.Created or FactKind.Ended or FactKind.Seen ? Details(leg, originator) : null,
    };

    private static LegDetails Details(LegId leg, LegId? originator) => new()
    {
        Direction = originator is null ? Direction.Inbound : Direction.Outbound,
        Caller = new Party("+49301234567", "Jörg Müller 🚕"),
        Callee = new Party("500"),
        Channel = $"sofia/internal/{leg}@10.0.0.5:5070",
        SipCallId = $"{leg}@10.0.0.5",
    };
}
