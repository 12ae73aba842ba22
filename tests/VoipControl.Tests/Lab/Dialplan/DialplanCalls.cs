using System.Xml.Linq;
using VoipControl.Lab.Dialplan;

namespace VoipControl.Tests.Lab;

/// <summary>A channel of a dictionary, which runs what a dialplan says as far as variables go.</summary>
internal sealed class DialplanCalls
{
    public Dictionary<string, string> Variables { get; } = new(StringComparer.OrdinalIgnoreCase);

    public Dictionary<string, string> Fields { get; } = new(StringComparer.OrdinalIgnoreCase);

    public Func<string, string, string?> Api { get; init; } = static (_, _) => null;

    /// <summary>What ran, inline or afterwards, with its data expanded: <c>set(a=b)</c>.</summary>
    public List<string> Ran { get; } = [];

    public ChannelScope Scope => new()
    {
        Variable = name => Variables.GetValueOrDefault(name) ?? Fields.GetValueOrDefault(name),
        Api = Api,
    };

    public DialplanRoute Find(XElement section, string context, string number)
    {
        Fields["destination_number"] = number;
        return DialplanHunt.Find(section, new DialplanCall
        {
            Context = context,
            Destination = number,
            Field = Fields.GetValueOrDefault,
            Scope = Scope,
            SetVariable = Set,
            RunInline = Run,
            LocalTime = new DateTime(2026, 11, 20, 17, 30, 0),
        });
    }

    public void Run(string application, string data)
    {
        Ran.Add($"{application}({data})");
        if (application == "set" && data.IndexOf('=') is var equals and > 0)
            Set(data[..equals], data[(equals + 1)..]);
        else if (application == "push" && data.IndexOf(',') is var comma and > 0)
            Push(data[..comma], data[(comma + 1)..]);
    }

    private void Push(string name, string value) => Variables[name] = !Variables.TryGetValue(name, out var old) ? value
        : old.StartsWith("ARRAY::", StringComparison.Ordinal) ? $"{old}|:{value}"
        : $"ARRAY::{old}|:{value}";

    private void Set(string name, string? value)
    {
        if (string.IsNullOrEmpty(value))
            Variables.Remove(name);
        else
            Variables[name] = value;
    }
}
