namespace VoipControl.Lab.Configuration;

/// <summary>What FreeSWITCH reads as true (switch_true in switch_utils.h): words, or a number other than 0.</summary>
internal static class SwitchBoolean
{
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
        { "yes", "on", "true", "t", "enabled", "active", "allow" };

    public static bool IsTrue(string? text) =>
        !string.IsNullOrEmpty(text) && (Words.Contains(text) || (double.TryParse(text, System.Globalization.NumberStyles.Float,
            System.Globalization.CultureInfo.InvariantCulture, out var number) && number != 0));
}
