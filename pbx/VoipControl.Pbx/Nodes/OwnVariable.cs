namespace VoipControl.Pbx.Nodes;

/// <summary>Our own channel variables (`vc_…`), with limits: they come from dialplans and API users.</summary>
internal static class OwnVariable
{
    private const int MaxCount = 64;

    public static void Add(ref Dictionary<string, string>? variables, string name, string value)
    {
        variables ??= new Dictionary<string, string>(StringComparer.Ordinal);
        if (variables.Count < MaxCount && name.Length <= 128) variables.TryAdd(name, FactText.Cut(value));
    }
}
