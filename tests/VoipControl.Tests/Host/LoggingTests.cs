using Microsoft.Extensions.Configuration;
using NUnit.Framework;
using VoipControl.Host;

namespace VoipControl.Tests.Host;

/// <summary>How log lines are written.</summary>
public sealed class LoggingTests
{
    [TestCase("one\nFORGED", "one\\u000aFORGED")]
    [TestCase("one\r\nFORGED", "one\\u000d\\u000aFORGED")]
    [TestCase("one\u2028FORGED", "one\\u2028FORGED")]
    [TestCase("\u001b[2J", "\\u001b[2J")]
    [TestCase("plain Ümlaut ☎", "plain Ümlaut ☎")]
    public void A_logged_text_cannot_begin_a_line_or_steer_a_terminal(string text, string written)
    {
        using var folder = new ConfigFile();
        var path = Path.Combine(folder.Folder, "lines.log");
        var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Serilog:WriteTo:0:Name"] = "File",
            ["Serilog:WriteTo:0:Args:path"] = path,
            ["Serilog:WriteTo:0:Args:outputTemplate"] = "{Message:lj}{NewLine}",
        }).Build();
        using (var logger = Logging.Create(settings)) logger.Information("It said {Words}", text);
        Assert.That(File.ReadAllLines(path), Is.EqualTo(new[] { "It said " + written }));
    }
}
