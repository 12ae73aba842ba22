using NUnit.Framework;
using VoipControl.Lab.Configuration;
using VoipControl.Lab.XmlCurl;
using VoipControl.Testing;

namespace VoipControl.Tests.Lab;

internal sealed class XmlSourceTests
{
    private const string NotFound = "<document type=\"freeswitch/xml\"><section name=\"result\"><result status=\"not found\"/></section></document>";

    [Test]
    public async Task An_answer_goes_before_the_files()
    {
        await using var server = await XmlServer.AnsweringAsync(Domain("server"));

        Assert.That(await WhereAsync(server.Binding), Is.EqualTo("server"));
    }

    [TestCase(NotFound, 200, 0)]
    [TestCase("gone", 404, 1)]
    [TestCase("<document><section name=\"directory\"><domain name=\"d\" where=\"server\"/></section></document>", 500, 1)]
    [TestCase("<document>", 200, 1)]
    [TestCase("", 200, 1)]
    [TestCase("<!DOCTYPE a><document><section name=\"directory\"><domain name=\"d\" where=\"server\"/></section></document>", 200, 1)]
    [TestCase("<document><section name=\"directory\"><domain name=\"other\" where=\"server\"/></section></document>", 200, 0)]
    public async Task Without_a_useful_answer_the_files_are_used(string answer, int status, int failures)
    {
        await using var server = await XmlServer.AnsweringAsync(answer, status);
        using var source = Source(server.Binding);

        var where = await WhereAsync(source);

        Assert.That((where, source.Failures), Is.EqualTo(("files", failures)));
    }

    [Test]
    public async Task A_server_that_nobody_runs_is_a_failure_with_its_address()
    {
        using var source = Source(new XmlCurlBinding { Url = new Uri("http://127.0.0.1:1/xml") });

        await WhereAsync(source);

        Assert.That(source.LastFailure, Does.StartWith("http://127.0.0.1:1/xml [all]: "));
    }

    [Test]
    public async Task An_answer_above_the_limit_is_a_failure()
    {
        await using var server = await XmlServer.AnsweringAsync(Domain("server") + new string(' ', 5000));
        using var source = Source(server.Binding with { MaxBytes = 5000 });

        await WhereAsync(source);

        Assert.That(source.LastFailure, Does.EndWith("The answer has more than 5000 bytes."));
    }

    [Test]
    public async Task An_answer_that_does_not_come_is_given_up_at_the_time_limit()
    {
        var asked = new TaskCompletionSource();
        var end = new TaskCompletionSource();
        await using var server = await XmlServer.StartAsync(async _ =>
        {
            asked.SetResult();
            await end.Task;
        });
        var time = new FakeTimeProvider();
        using var source = new XmlSource("voip", Files(), [server.Binding], time);

        var answer = WhereAsync(source);
        await asked.Task;
        time.Advance(TimeSpan.FromSeconds(10));
        var where = await answer;
        end.SetResult();

        Assert.That((where, source.LastFailure), Is.EqualTo(("files", $"{server.Binding}: no answer within 10 s")));
    }

    [Test]
    public async Task A_caller_that_gives_up_is_told_so()
    {
        await using var server = await XmlServer.StartAsync(static async context => await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted));
        using var source = Source(server.Binding);
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();

        Assert.That(async () => await source.LocateAsync("directory", "domain", "name", "d", [], cancel.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task The_next_server_is_asked_when_one_has_not_found_it()
    {
        await using var first = await XmlServer.AnsweringAsync(NotFound);
        await using var second = await XmlServer.AnsweringAsync(Domain("second"));

        Assert.That(await WhereAsync(first.Binding, second.Binding), Is.EqualTo("second"));
    }

    [Test]
    public async Task A_server_bound_to_another_section_is_not_asked()
    {
        await using var server = await XmlServer.AnsweringAsync(Domain("server"));

        await WhereAsync(server.Binding with { Sections = "dialplan|configuration" });

        Assert.That(server.Bodies, Is.Empty);
    }

    [Test]
    public async Task A_dialplan_is_the_whole_section()
    {
        await using var server = await XmlServer.AnsweringAsync("<document><section name=\"dialplan\"><context name=\"c\"/></section></document>");
        using var source = Source(server.Binding);

        var section = await source.LocateAsync("dialplan", null, null, null, [], CancellationToken.None);

        Assert.That(section!.Element("context")!.Attribute("name")!.Value, Is.EqualTo("c"));
    }

    [Test]
    public async Task Credentials_are_sent_as_basic_authentication()
    {
        await using var server = await XmlServer.AnsweringAsync(NotFound);

        await WhereAsync(server.Binding with { Credentials = "lab:labsecret" });

        Assert.That(server.Authorization, Is.EqualTo("Basic bGFiOmxhYnNlY3JldA=="));
    }

    [Test]
    public async Task A_question_looks_like_one_of_the_real_module()
    {
        await using var server = await XmlServer.AnsweringAsync(NotFound);

        await WhereAsync(server.Binding);

        Assert.That(server.Sender, Is.EqualTo("application/x-www-form-urlencoded freeswitch-xml/1.0"));
    }

    [Test]
    public async Task Only_wanted_fields_are_sent()
    {
        await using var server = await XmlServer.AnsweringAsync(NotFound);
        using var source = Source(server.Binding with { OnlyFields = new HashSet<string> { "user" } });

        await source.LocateAsync("directory", "domain", "name", "d", XmlCurlFields.UserCall("1", "d").ToList(), CancellationToken.None);

        Assert.That(server.Bodies, Is.EqualTo(new[] { "hostname=voip&section=directory&tag_name=domain&key_name=name&key_value=d&user=1" }));
    }

    [Test]
    public async Task New_files_are_used_at_once()
    {
        using var source = Source();
        using var folder = new ConfigurationFolder().With("freeswitch.xml", Domain("new"));

        source.Files = folder.Load();

        Assert.That(await WhereAsync(source), Is.EqualTo("new"));
    }

    [Test]
    public void Bindings_are_read_from_the_configuration()
    {
        using var folder = new ConfigurationFolder().With("freeswitch.xml", """
            <document><section name="configuration"><configuration name="xml_curl.conf"><bindings><binding name="b">
              <param name="gateway-url" value="http://127.0.0.1:8080/xml" bindings="dialplan|directory"/>
              <param name="gateway-credentials" value="a:b"/>
              <param name="timeout" value="3"/>
              <param name="response-max-bytes" value="1000"/>
            </binding></bindings></configuration></section></document>
            """);

        Assert.That(XmlCurlBinding.From(folder.Load()), Is.EqualTo(new[]
        {
            new XmlCurlBinding
            {
                Url = new Uri("http://127.0.0.1:8080/xml"), Sections = "dialplan|directory", Credentials = "a:b",
                Timeout = TimeSpan.FromSeconds(3), MaxBytes = 1000,
            },
        }));
    }

    [TestCase("<param name=\"timeout\" value=\"3\"/>", "xml_curl.conf, binding b: gateway-url is missing or no http URL.")]
    [TestCase("<param name=\"gateway-url\" value=\"file:///etc/passwd\"/>", "xml_curl.conf, binding b: gateway-url is missing or no http URL.")]
    [TestCase("<param name=\"timeout\" value=\"-1\"/>", "xml_curl.conf, binding b: timeout is '-1'; it must be 0 to 3600.")]
    [TestCase("<param name=\"method\" value=\"GET\"/>", "xml_curl.conf, binding b: method GET is not supported; POST is.")]
    public void A_binding_that_cannot_be_used_is_refused(string param, string reason)
    {
        using var folder = new ConfigurationFolder().With("freeswitch.xml",
            $"<document><section name=\"configuration\"><configuration name=\"xml_curl.conf\"><bindings><binding name=\"b\">{param}</binding></bindings></configuration></section></document>");

        Assert.That(() => XmlCurlBinding.From(folder.Load()), Throws.InstanceOf<ConfigurationException>().With.Message.EqualTo(reason));
    }

    [Test]
    public void A_printed_binding_shows_no_credentials() =>
        Assert.That(new XmlCurlBinding { Url = new Uri("http://u:p@h/x?token=t"), Credentials = "a:secret" }.ToString(), Does.Not.Contain("secret").And.Not.Contain("token"));

    private static async Task<string?> WhereAsync(params XmlCurlBinding[] bindings)
    {
        using var source = Source(bindings);
        return await WhereAsync(source);
    }

    private static async Task<string?> WhereAsync(XmlSource source) =>
        (await source.LocateAsync("directory", "domain", "name", "D", [], CancellationToken.None))?.Attribute("where")?.Value;

    private static XmlSource Source(params XmlCurlBinding[] bindings) => new("voip", Files(), bindings, TimeProvider.System);

    private static SwitchConfiguration Files()
    {
        using var folder = new ConfigurationFolder().With("freeswitch.xml", Domain("files"));
        return folder.Load();
    }

    private static string Domain(string where) =>
        $"<document type=\"freeswitch/xml\"><section name=\"directory\"><domain name=\"d\" where=\"{where}\"/></section></document>";
}
