using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace VoipControl.Host.Cli.Output;

/// <summary>Writes results to standard output, everything else to standard error, and lets no control character through.</summary>
internal sealed class Screen(CliEnvironment environment)
{
    private static readonly JsonWriterOptions JsonLook = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public void Line(string text) => environment.Output.WriteLine(Shown.Text(text));

    /// <summary>A word to the person that is no result: a hint, progress, what was done.</summary>
    public void Notice(string text) => environment.Error.WriteLine(Shown.Text(text));

    public int Fail(int exitCode, string message, IReadOnlyList<string> next)
    {
        Notice(message);
        foreach (var line in next) Notice(line);
        return exitCode;
    }

    public void Table(TableView view)
    {
        var table = view.Draw(environment.TerminalWidth, out var width);
        var drawn = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = environment.Colours ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = environment.Colours ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(drawn),
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        console.Profile.Width = width;
        console.Write(table);
        foreach (var line in drawn.ToString().TrimEnd('\n').Split('\n')) environment.Output.WriteLine(line.TrimEnd());
    }

    /// <summary>The one JSON document of a command.</summary>
    public void Json(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, JsonLook)) write(writer);
        environment.Output.WriteLine(Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length));
    }

    public void Json<T>(T value) => Json(writer => JsonSerializer.Serialize(writer, value, Api.ApiJson.Options));
}
