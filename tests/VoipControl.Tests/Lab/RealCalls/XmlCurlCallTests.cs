using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace VoipControl.Tests.Lab.RealCalls;

/// <summary>A lab switch that asks a web server, as mod_xml_curl does, whose telephones there are and what their calls do.</summary>
internal sealed class XmlCurlCallTests
{
    [Test]
    public async Task Dialplan_and_directory_of_the_server_are_followed()
    {
        await using var server = await StartServerAsync();
        await using var lab = await SipLab.StartAsync("", options => options with
        {
            Sip = options.Sip! with { XmlCurl = new Uri(server.Urls.First()) },
        });
        await using var phone = await TestPhone.StartAsync("2001", 1000);

        var registered = await phone.RegisterAsync(lab.Switch.SipEndpoint!, "from the server");
        var call = phone.Call(lab.Switch.SipEndpoint!, "77");

        Assert.That(registered.Status, Is.EqualTo(200), string.Join('\n', lab.Switch.Complaints));
        await call.HearsAsync(620);
    }

    private static async Task<WebApplication> StartServerAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapPost("/", static async (HttpRequest request) =>
        {
            var form = await request.ReadFormAsync();
            return form["section"] == "directory"
                ? $"""
                    <document type="freeswitch/xml"><section name="directory"><domain name="{form["key_value"]}">
                      <user id="{form["user"]}"><params><param name="password" value="from the server"/></params></user>
                    </domain></section></document>
                    """
                : $"""
                    <document type="freeswitch/xml"><section name="dialplan"><context name="{form["Caller-Context"]}">
                      <extension name="tone"><condition field="destination_number" expression="^{form["Caller-Destination-Number"]}$">
                        <action application="answer"/><action application="playback" data="tone_stream://%(20000,0,620)"/>
                      </condition></extension>
                    </context></section></document>
                    """;
        });
        await app.StartAsync();
        return app;
    }
}
