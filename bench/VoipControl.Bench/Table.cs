using System.Globalization;
using System.Text.Json;

namespace VoipControl.Bench;

/// <summary>What a benchmark prints: a table for people, then one line of JSON.</summary>
internal static class Table
{
    public static void Print(string title, params (string Name, object Value)[] rows)
    {
        Console.WriteLine(title);
        var width = rows.Max(static r => r.Name.Length);
        foreach (var (name, value) in rows)
            Console.WriteLine("  " + name.PadRight(width) + "  " + Convert.ToString(value, CultureInfo.InvariantCulture));
    }

    public static void PrintJson(object figures) => Console.WriteLine(JsonSerializer.Serialize(figures));
}
