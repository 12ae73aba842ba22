using System.Text.Json.Serialization;
using VoipControl.Core.Trunks;

namespace VoipControl.Web.Trunks;

/// <summary>What one end of a canary call received.</summary>
/// <param name="Packets">RTP packets.</param>
/// <param name="ToneHertz">The tone that was heard most; absent when none was.</param>
/// <param name="LossPercent">Packets lost on the way, in percent.</param>
/// <param name="LargestGap">Longest time without a packet, in seconds.</param>
internal sealed record HeardView(long Packets, double? ToneHertz, double LossPercent, [property: JsonPropertyName("largestGapSeconds")] TimeSpan LargestGap)
{
    public static HeardView? Of(HeardAudio? heard) =>
        heard is null ? null : new HeardView(heard.Packets, heard.ToneHz is { } tone ? Math.Round(tone, 1) : null, Math.Round(heard.LossPercent, 1), heard.LargestGap);
}
