using NUnit.Framework;

namespace VoipControl.Tests.Cli;

[TestFixture]
internal sealed class UsageTests
{
    [TestCase("")]
    [TestCase("nonsense")]
    [TestCase("call")]
    [TestCase("call show")]
    [TestCase("call show not-an-id")]
    [TestCase("call transfer 5b1f0c9e-7f0e-4a57-9c39-0f6f0c1f7a11")]
    [TestCase("call record 5b1f0c9e-7f0e-4a57-9c39-0f6f0c1f7a11 rewind")]
    [TestCase("call hold 5b1f0c9e-7f0e-4a57-9c39-0f6f0c1f7a11 --leg 7")]
    [TestCase("call originate 1001")]
    [TestCase("call originate 1001 1002 --timeout 4")]
    [TestCase("call originate 1001 1002 --timeout soon")]
    [TestCase("calls --limit 0")]
    [TestCase("calls --limit many")]
    [TestCase("calls --live --ended")]
    [TestCase("calls --live --state ringing")]
    [TestCase("calls --state 3")]
    [TestCase("calls --from someday")]
    [TestCase("calls --from today --to yesterday")]
    [TestCase("calls --all --limit 3")]
    [TestCase("calls --unknown")]
    [TestCase("calls --api nowhere")]
    [TestCase("calls --api ftp://127.0.0.1/")]
    [TestCase("records --outcome perfect")]
    [TestCase("token create")]
    [TestCase("token create me --scope everything")]
    [TestCase("token create me --expires never")]
    [TestCase("token revoke me")]
    [TestCase("journal inspect --directory a --config b")]
    [TestCase("journal inspect --limit 0")]
    [TestCase("lab")]
    [TestCase("lab --password a --password-file b")]
    [TestCase("lab --password a --listen 8021")]
    [TestCase("lab --password a --listen 127.0.0.1")]
    [TestCase("lab --password a --rate 2000")]
    [TestCase("lab --password-file missing.pw")]
    [TestCase("probe")]
    [TestCase("probe --to 7101")]
    [TestCase("probe --to sip:7101@127.0.0.1 --calls 1001")]
    [TestCase("probe --to sip:7101@127.0.0.1 --calls many")]
    [TestCase("probe --to sip:7101@127.0.0.1 --rate 201")]
    [TestCase("probe --to sip:7101@127.0.0.1 --rate 0")]
    [TestCase("probe --to sip:7101@127.0.0.1 --hold 3601")]
    [TestCase("probe --to sip:7101@127.0.0.1 --hold 999999999999")]
    [TestCase("probe --to sip:7101@127.0.0.1 --callee 5071")]
    [TestCase("probe --to sip:7101@127.0.0.1 --callee 127.0.0.1")]
    [TestCase("probe --to sip:7101@127.0.0.1 --proxy 127.0.0.1")]
    [TestCase("probe --to sip:7101@127.0.0.1 --register 1001")]
    [TestCase("probe --to sip:7101@127.0.0.1 --header nonsense")]
    [TestCase("probe --to sip:7101@127.0.0.1 --digits 12x")]
    [TestCase("probe --to sip:7101@127.0.0.1 --legs some")]
    [TestCase("@file")]
    public async Task A_wrong_command_line_ends_with_2(string line) =>
        Assert.That((await CliRun.OfAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).Code, Is.EqualTo(2));

    [Test]
    public async Task A_wrong_command_line_prints_nothing_on_standard_output() =>
        Assert.That((await CliRun.OfAsync("calls", "--limit", "0")).Output, Is.Empty);

    [Test]
    public async Task The_error_says_how_to_get_help() =>
        Assert.That((await CliRun.OfAsync("call", "show", "x")).Error, Does.EndWith("See `voipcontrol call show --help`." + Environment.NewLine));

    [Test]
    public async Task A_mistyped_command_is_answered_with_the_commands_there_are() =>
        Assert.That((await CliRun.OfAsync("cal")).Error, Does.Contain("Did you mean").And.Contain("Commands: run, migrate"));

    [Test]
    public async Task Control_characters_of_the_command_line_are_not_echoed() =>
        Assert.That((await CliRun.OfAsync("call", "show", "\u001b[2Jx")).Error, Does.Not.Contain('\u001b').And.Contain("\\x1b"));

    [Test]
    public async Task A_secret_in_the_place_of_an_id_is_not_echoed() =>
        Assert.That((await CliRun.OfAsync("token", "revoke", CliRun.Secret)).Error, Does.Not.Contain(CliRun.Secret));

    [Test]
    public async Task A_password_in_the_address_is_not_echoed() =>
        Assert.That((await CliRun.OfAsync("nodes", "--api", "http://me:hunter2@127.0.0.1")).Error, Does.Not.Contain("hunter2"));

    [TestCase("--from", "1001:hunter2@")]
    [TestCase("--register", "1001:hunter2@no domain")]
    public async Task A_password_of_an_account_is_not_echoed(string option, string account) =>
        Assert.That((await CliRun.OfAsync("probe", "--to", "sip:1@127.0.0.1", option, account)).Error, Does.Not.Contain("hunter2"));

    [Test]
    public async Task A_malformed_token_is_refused_without_being_echoed()
    {
        var run = await CliRun.OfAsync("nodes", "--token", "secret with\nbreaks");
        Assert.That((run.Code, run.Error.Contains("secret with", StringComparison.Ordinal)), Is.EqualTo((2, false)));
    }
}
