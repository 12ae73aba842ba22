using System.Text.RegularExpressions;

namespace VoipControl.Pbx.Nodes;

/// <summary>
/// Reads the answer to `uuid_buglist`. It looks like XML and is none: the switch writes a recording's path as it is, with
/// its ampersands (switch_core_media_bug_enumerate in switch_core_media_bug.c).
/// </summary>
internal static partial class MediaBugs
{
    /// <summary>The files a leg is being recorded to.</summary>
    public static IEnumerable<string> Recordings(string listing) => RecordingBug().Matches(listing).Select(static m => m.Groups[1].Value);

    [GeneratedRegex("<function>session_record</function>\\s*<target>(.+?)</target>")]
    private static partial Regex RecordingBug();
}
