namespace VoipControl.Lab.Dialplan;

/// <summary>What a text with <c>${…}</c> can see: the channel's values, and the commands it may ask.</summary>
internal sealed record ChannelScope
{
    /// <summary>A value by name, or null. Whoever makes the scope looks first at the channel's variables, then at the caller
    /// profile's fields, then at global variables (switch_channel_get_variable_dup in switch_channel.c). Values that hold
    /// lists are <c>ARRAY::one|:two</c>.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>The output of an API command, name and arguments given, for <c>${name(arguments)}</c>; null for nothing.
    /// Called on the caller's thread and must return at once.</summary>
    public Func<string, string, string?> Api { get; init; } = static (_, _) => null;
}
