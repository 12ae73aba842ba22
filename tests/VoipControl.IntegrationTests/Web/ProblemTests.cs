using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net.Sockets;
using System.Text;
using NUnit.Framework;

namespace VoipControl.IntegrationTests.Web;

public sealed class ProblemTests : WebFixture
{
    [TestCase("GET", "/api/v1/nothing", 404, "no-such-route")]
    [TestCase("GET", "/api/v2/calls", 404, "no-such-route")]
    [TestCase("PUT", "/api/v1/calls", 405, "method-not-allowed")]
    [TestCase("DELETE", "/api/v1/nodes", 405, "method-not-allowed")]
    public async Task An_address_that_is_not_there_is_a_problem_document(string method, string path, int status, string problem)
    {
        var reply = await Host.SendAsync(method, path);
        Assert.That((reply.Status, reply.ContentType, reply.Problem), Is.EqualTo((status, "application/problem+json", problem)));
    }

    [TestCase("{", "line 1")]
    [TestCase("[1]", "object")]
    [TestCase("\"x\"", "object")]
    [TestCase("""{"from":"1","from":"2","to":"3"}""", "twice")]
    [TestCase("""{"from":"1","to":"2"} x""", "line 1")]
    public async Task A_body_that_is_no_JSON_object_is_refused(string body, string words)
    {
        var reply = await Host.SendAsync("POST", "/api/v1/calls", body);
        Assert.That((reply.Status, reply.Problem, reply.Json.GetProperty("detail").GetString()!.Contains(words)), Is.EqualTo((400, "malformed-body", true)), reply.Text);
    }

    [Test]
    public async Task A_body_that_is_not_UTF8_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/calls");
        request.Headers.Authorization = new("Bearer", Host.Token);
        request.Content = new ByteArrayContent([.. "{\"from\":\""u8, 0xff, .. "\",\"to\":\"2\"}"u8]);
        request.Content.Headers.ContentType = new("application/json");
        var reply = await Reply.ReadAsync(await Host.Client.SendAsync(request));
        Assert.That((reply.Status, reply.Json.GetProperty("detail").GetString()), Is.EqualTo((400, "It is not valid UTF-8.")));
    }

    [Test]
    public async Task A_body_that_is_not_declared_JSON_is_refused() =>
        Assert.That((await Host.SendAsync("POST", "/api/v1/calls", "from=1", contentType: "application/x-www-form-urlencoded")).Status, Is.EqualTo(415));

    [Test]
    public async Task A_body_above_64_KB_is_refused()
    {
        var reply = await Host.SendAsync("POST", "/api/v1/calls", $$"""{"from":"{{new string('1', 65_536)}}","to":"2"}""");
        Assert.That((reply.Status, reply.Problem), Is.EqualTo((413, "body-too-large")));
    }

    [Test]
    public async Task A_chunked_body_above_64_KB_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/calls");
        request.Headers.Authorization = new("Bearer", Host.Token);
        request.Headers.TransferEncodingChunked = true;
        request.Content = new StringContent(new string(' ', 70_000), Encoding.UTF8, "application/json");
        Assert.That((await Reply.ReadAsync(await Host.Client.SendAsync(request))).Status, Is.EqualTo(413));
    }

    [Test]
    public async Task A_broken_chunk_is_a_problem_document()
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", Host.Client.BaseAddress!.Port);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /api/v1/calls HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer {Host.Token}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        using var reader = new StreamReader(stream);
        var text = await reader.ReadToEndAsync(limit.Token);
        Assert.That(text, Does.StartWith("HTTP/1.1 400").And.Contain("application/problem+json"));
    }

    [Test]
    public async Task Requests_are_counted_by_route_and_status()
    {
        var counted = new ConcurrentBag<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = static (instrument, l) =>
        {
            if (instrument.Name == "voipcontrol.web.requests") l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => counted.Add(string.Join(' ', tags.ToArray().Select(static t => t.Value))));
        listener.Start();
        await Host.GetAsync($"/api/v1/calls/{Guid.NewGuid()}");
        Assert.That(counted, Does.Contain("/api/v1/calls/{id} GET 404"));
    }

    [Test]
    public async Task The_document_of_the_API_needs_no_token() =>
        Assert.That((await Host.GetAsync("/openapi/v1.json", "")).Status, Is.EqualTo(200));

    [Test]
    public async Task The_process_is_ready_when_its_database_answers() =>
        Assert.That((await Host.GetAsync("/health/ready", "")).Status, Is.EqualTo(200));
}
