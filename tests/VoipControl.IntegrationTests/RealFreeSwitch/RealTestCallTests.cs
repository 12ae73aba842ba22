using System.Text.Json;
using NUnit.Framework;
using VoipControl.Core.Calls;
using VoipControl.Store.Queries;
using VoipControl.Testing;
using VoipControl.Testing.RealFreeSwitch;

namespace VoipControl.IntegrationTests.RealFreeSwitch;

/// <summary>A call with the mark of a test, on a real switch.</summary>
[TestFixture]
public sealed class RealTestCallTests : RealCallLabFixture
{
    [Test]
    public async Task A_marked_call_is_recorded_once_as_a_canary_and_not_listed_by_default()
    {
        await PlaceAsync(Mark());
        var record = await TheRecordAsync();
        Assert.Multiple(async () =>
        {
            Assert.That((record.Purpose, record.Outcome, record.LegCount, record.EndInferred), Is.EqualTo((CallPurpose.Canary, Outcome.Answered, 2, false)));
            Assert.That((await CountAsync("calls"), await CountAsync("calls?purpose=canary"), await CountAsync("calls?purpose=probe"), await CountAsync("calls?purpose=all")), Is.EqualTo((0, 1, 0, 1)));
            Assert.That((await CountAsync("records"), await CountAsync("records?purpose=canary")), Is.EqualTo((0, 1)));
        });
    }

    [Test]
    public async Task A_marked_call_is_a_canary_already_when_it_begins_on_both_legs()
    {
        await PlaceAsync(Mark());
        var record = await TheRecordAsync();
        var facts = await Lab.Queries.ListFactsAsync(record.CallId, 1000);
        Assert.That(facts.Where(static f => f.Kind is FactKind.Created or FactKind.Answered or FactKind.Ended).Select(static f => f.Purpose), Is.All.EqualTo(CallPurpose.Canary));
    }

    [Test]
    public async Task A_marked_call_that_nobody_heard_is_read_from_the_switchs_record_files_as_a_canary()
    {
        await Lab.KillPlaneAsync();
        await PlaceAsync(Mark());
        await Lab.StartPlaneAsync();
        Assert.That((await TheRecordAsync()).Purpose, Is.EqualTo(CallPurpose.Canary));
    }

    [Test]
    public async Task A_forged_mark_leaves_a_customers_call_and_is_counted()
    {
        await PlaceAsync(new TestMark("some other secret").Create(CallPurpose.Canary, "forged", Clock.GetUtcNow().UtcDateTime.AddMinutes(5)));
        Assert.That(((await TheRecordAsync()).Purpose, await CountAsync("records")), Is.EqualTo((CallPurpose.Customer, 1)));
        Assert.That(await Lab.Api.GetStringAsync(new Uri("/metrics", UriKind.Relative)), Does.Match(@"voipcontrol_test_marks_refused_total\{node=""node-a""\} [12]\n"));
    }

    private static string Mark() => new TestMark(ControlPlaneSettings.Secret).Create(CallPurpose.Canary, "test-1", Clock.GetUtcNow().UtcDateTime.AddMinutes(5));

    private async Task PlaceAsync(string mark)
    {
        var settings = Lab.Calls(Lab.Pair.First, "uac-marked", "7101", calls: 1) with { TestMark = mark, Pause = TimeSpan.FromSeconds(1) };
        Assert.That(await SippProcess.RunAsync(settings, Clock), Has.Property(nameof(SippResult.Successful)).EqualTo(1));
    }

    private async Task<CallRecord> TheRecordAsync()
    {
        await Eventually("the call is recorded", async () => (await Lab.RecordsAsync()).Count > 0 && (await Lab.LiveCallsAsync()).Count == 0 && Lab.RecordFiles().Count == 0);
        return (await Lab.RecordsAsync()).Single();
    }

    private async Task<int> CountAsync(string path)
    {
        using var answer = await Lab.Api.GetAsync(new Uri("/api/v1/" + path, UriKind.Relative));
        answer.EnsureSuccessStatusCode();
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("items").GetArrayLength();
    }
}
