using NUnit.Framework;
using VoipControl.Store.Queries;

namespace VoipControl.IntegrationTests.Web;

public sealed class TokenTests : WebFixture
{
    private protected override (string Key, string Value)[] Settings => [("Web:TokenRecheckSeconds", "1")];

    [Test]
    public async Task No_token_is_asked_for_one()
    {
        var reply = await Host.GetAsync("/api/v1/calls", "");
        Assert.That((reply.Status, reply.Challenge, reply.ContentType), Is.EqualTo((401, "Bearer realm=\"voipcontrol\"", "application/problem+json")));
    }

    [TestCase("x", "malformed")]
    [TestCase("vc_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "not known")]
    public async Task A_wrong_token_is_refused(string token, string reason)
    {
        var reply = await Host.GetAsync("/api/v1/calls", token);
        Assert.That($"{reply.Status} {reply.Challenge}", Does.StartWith("401 Bearer realm=\"voipcontrol\", error=\"invalid_token\"").And.Contain(reason));
    }

    [Test]
    public async Task Another_scheme_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/calls");
        request.Headers.TryAddWithoutValidation("Authorization", "Basic dTpw");
        Assert.That((await Reply.ReadAsync(await Host.Client.SendAsync(request))).Status, Is.EqualTo(401));
    }

    [Test]
    public async Task A_token_in_the_address_is_not_taken() =>
        Assert.That((await Host.GetAsync("/api/v1/calls?access_token=" + Host.Token, "")).Status, Is.EqualTo(401));

    [Test]
    public async Task An_expired_token_is_refused()
    {
        var soon = await Host.Tokens.CreateAsync("soon over", ApiScope.Read, null, TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(1));
        Reply? last = null;
        await WebHost.EventuallyAsync("it expires", async () => (last = await Host.GetAsync("/api/v1/nodes", soon.Secret)).Status == 401);
        Assert.That(last!.Challenge, Does.Contain("expired"));
    }

    [Test]
    public async Task A_revoked_token_is_refused_within_seconds()
    {
        var token = await Host.Tokens.CreateAsync("to be revoked", ApiScope.Read);
        Assert.That((await Host.GetAsync("/api/v1/nodes", token.Secret)).Status, Is.EqualTo(200));
        await Host.Tokens.RevokeAsync(token.Token.Id);
        await WebHost.EventuallyAsync("it is refused", async () => (await Host.GetAsync("/api/v1/nodes", token.Secret)).Challenge?.Contains("revoked") == true);
    }

    [Test]
    public async Task A_token_is_revoked_once()
    {
        var token = await Host.Tokens.CreateAsync("twice", ApiScope.Read);
        Assert.That((await Host.Tokens.RevokeAsync(token.Token.Id), await Host.Tokens.RevokeAsync(token.Token.Id)), Is.EqualTo((true, false)));
    }

    [Test]
    public async Task A_reading_token_may_not_place_calls()
    {
        var token = await Host.CreateTokenAsync(ApiScope.Read);
        var reply = await Host.SendAsync("POST", "/api/v1/calls", """{"from":"1","to":"2"}""", token);
        Assert.That((reply.Status, reply.Problem, reply.Challenge), Is.EqualTo(
            (403, "insufficient-scope", "Bearer realm=\"voipcontrol\", error=\"insufficient_scope\", scope=\"control\"")));
    }

    [Test]
    public async Task Tokens_are_listed_without_their_secrets()
    {
        var token = await Host.Tokens.CreateAsync("listed", ApiScope.Control, "a");
        Assert.That(await Host.Tokens.ListAsync(), Has.Exactly(1).EqualTo(token.Token));
    }

    [Test]
    public void A_name_with_a_line_break_is_refused() =>
        Assert.That(async () => await Host.Tokens.CreateAsync("a\nb", ApiScope.Read), Throws.ArgumentException);
}
