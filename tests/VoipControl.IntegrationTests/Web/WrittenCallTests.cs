using System.Text.Json;
using NUnit.Framework;
using VoipControl.Core.Calls;
using VoipControl.IntegrationTests.Store;
using VoipControl.Store.Queries;
using VoipControl.Testing;

namespace VoipControl.IntegrationTests.Web;

/// <summary>What the writer of the pbx role stores is what the API reads.</summary>
public sealed class WrittenCallTests : DatabaseFixture
{
    private static readonly LegId A = StoreFacts.Leg(1);
    private static readonly LegId B = StoreFacts.Leg(2);

    private static readonly LegFact[] Facts =
    [
        StoreFacts.Of(FactKind.Created, A, 1), StoreFacts.Of(FactKind.Created, B, 2, A), StoreFacts.Of(FactKind.Answered, B, 4),
        StoreFacts.Of(FactKind.Answered, A, 5), StoreFacts.Of(FactKind.Bridged, A, 6) with { OtherLeg = B },
        StoreFacts.Of(FactKind.Bridged, B, 7) with { OtherLeg = A }, StoreFacts.Of(FactKind.Ended, B, 2007, A), StoreFacts.Of(FactKind.Ended, A, 2008),
    ];

    private CallQueries _queries = null!;

    [SetUp]
    public async Task Store()
    {
        _queries = new CallQueries(Database);
        using var run = new WriterRun(Database);
        await run.StoreAsync(Facts);
    }

    [Test]
    public async Task The_call_is_read_as_its_facts_add_up()
    {
        var book = new CallBook();
        foreach (var fact in Facts) book.Apply(fact);
        var read = await _queries.FindCallAsync(new CallId(A.Value), Deadline);
        Assert.That(Json(read!), Is.EqualTo(Json(book.Find(new CallId(A.Value))!.View())));
    }

    [Test]
    public async Task The_facts_are_read_in_order() =>
        Assert.That((await _queries.ListFactsAsync(new CallId(A.Value), 100, Deadline)).Select(static f => f.Sequence), Is.EqualTo(Facts.Select(static f => f.Sequence)));

    [Test]
    public async Task The_record_is_read()
    {
        var record = (await _queries.ListRecordsAsync(new CallFilter { Number = new NumberFilter("+4930", IsPrefix: true) }, null, 10, Deadline)).Items.Single();
        Assert.That((record.CallId.Value, record.Outcome, record.EndedBy, record.Talk, record.EndedAt),
            Is.EqualTo((A.Value, Outcome.Answered, HangUpSide.Caller, TimeSpan.FromMilliseconds(2002), StoreFacts.Start.AddMilliseconds(2008))));
    }

    [TestCase(true, 0)]
    [TestCase(false, 1)]
    public async Task The_call_is_found_by_being_over(bool live, int expected) =>
        Assert.That((await _queries.ListCallsAsync(new CallFilter { Live = live }, null, 10, Deadline)).Items, Has.Count.EqualTo(expected));

    private static string Json(CallView call) => JsonSerializer.Serialize(call, CallJson.Default.CallView);
}
