using System.Buffers;
using VoipControl.Core.Calls;
using VoipControl.Esl;
using VoipControl.Pbx.Nodes;

namespace VoipControl.Testing;

/// <summary>Reads the captures: raw bytes of a real switch's event socket, and its record files.</summary>
public static class Capture
{
    public const string Node = "fsa";

    public static string Folder => Path.Combine(AppContext.BaseDirectory, "Captures");

    /// <summary>The captures that tell of calls, by name without folder and ending.</summary>
    public static IEnumerable<string> CallScenarios() =>
        Directory.EnumerateFiles(Path.Combine(Folder, "esl"), "*.esl")
            .Select(static f => Path.GetFileName(f)[..^".esl".Length])
            .Where(static n => !n.StartsWith("register-", StringComparison.Ordinal) && !n.StartsWith("gateway-", StringComparison.Ordinal)
                && !n.StartsWith("bad-commands", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    /// <summary>The messages of one capture; its last one may be cut.</summary>
    public static IEnumerable<EslMessage> Messages(string scenario)
    {
        var bytes = new ReadOnlySequence<byte>(File.ReadAllBytes(Path.Combine(Folder, "esl", scenario + ".esl")));
        while (EslParser.TryRead(ref bytes, EslLimits.Default, out var message)) yield return message;
    }

    /// <summary>The facts of one capture, in order of arrival.</summary>
    public static List<LegFact> Facts(string scenario)
    {
        var reader = new CallEvents(Node);
        var facts = new List<LegFact>();
        foreach (var message in Messages(scenario))
        {
            if (message.Event is not { } received) continue;
            using (received)
                if (!reader.TryRead(received, facts, out var problem)) throw new InvalidOperationException($"{scenario}: {problem}");
        }
        return facts;
    }

    /// <summary>The end of a leg in one of the switch's own record files, by name without ending.</summary>
    public static LegFact Report(string name) => Reports(name)[^1];

    /// <summary>All facts in one of the switch's own record files, by name without ending.</summary>
    public static IReadOnlyList<LegFact> Reports(string name) =>
        CdrFile.Read(File.ReadAllBytes(Path.Combine(Folder, "cdr", name + ".cdr.json")), Node);

    /// <summary>The calls that facts add up to, in order of their start.</summary>
    public static List<CallView> Fold(IEnumerable<LegFact> facts)
    {
        var book = new CallBook();
        foreach (var fact in facts) book.Apply(fact);
        return [.. book.Calls.Select(static c => c.View()).OrderBy(static c => c.StartedAt).ThenBy(static c => c.Id.Value)];
    }
}
