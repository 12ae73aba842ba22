namespace VoipControl.Lab;

/// <summary>What the lab switch says it is. It behaves like 1.10.12 and says that it is not the real one.</summary>
internal static class LabVersion
{
    public const string Short = "1.10.12-lab";
    public const string Full = "1.10.12-lab+voipcontrol~64bit";
    public const string Banner = "VoipControl lab switch (Version 1.10.12-lab)";
}
