using NUnit.Framework;
using VoipControl.Core.Calls;
using VoipControl.Pbx.Nodes;

namespace VoipControl.Tests.Pbx;

public sealed class TransferHistoryTests
{
    private const string Id = "33333333-3333-4333-8333-333333333333";

    [TestCase("bl_xfer", TransferKind.Blind)]
    [TestCase("att_xfer", TransferKind.Attended)]
    [TestCase("uuid_br", TransferKind.Bridge)]
    public void One_entry_is_read(string word, TransferKind kind) =>
        Assert.That(TransferHistory.Read($"1763640000:{Id}:{word}:500/default/XML"), Is.EqualTo(new[]
        {
            new Transfer(Guid.Parse(Id), new DateTime(2025, 11, 20, 12, 0, 0, DateTimeKind.Utc), kind, "500/default/XML"),
        }));

    [Test]
    public void Several_entries_are_read_in_order() =>
        Assert.That(TransferHistory.Read($"ARRAY::1763640000:{Id}:bl_xfer:500|:1763640001:{Id}:uuid_br:600")!.Select(static t => t.Target), Is.EqualTo(new[] { "500", "600" }));

    [Test]
    public void A_target_may_have_colons() =>
        Assert.That(TransferHistory.Read($"1763640000:{Id}:bl_xfer:sip:500@10.0.0.1:5070")!.Single().Target, Is.EqualTo("sip:500@10.0.0.1:5070"));

    [TestCase("")]
    [TestCase("ARRAY::")]
    [TestCase("|:|:|:")]
    [TestCase("1763640000:no-id:bl_xfer:500")]
    [TestCase("soon:33333333-3333-4333-8333-333333333333:bl_xfer:500")]
    [TestCase("-1:33333333-3333-4333-8333-333333333333:bl_xfer:500")]
    [TestCase("9223372036854775807:33333333-3333-4333-8333-333333333333:bl_xfer:500")]
    [TestCase("1763640000:33333333-3333-4333-8333-333333333333:unheard_of:500")]
    [TestCase("1763640000:33333333-3333-4333-8333-333333333333:bl_xfer")]
    public void What_is_no_entry_is_passed_over(string history) => Assert.That(TransferHistory.Read(history), Is.Null);

    [Test]
    public void A_garbled_entry_does_not_hide_its_neighbours() =>
        Assert.That(TransferHistory.Read($"ARRAY::garbage|:1763640001:{Id}:uuid_br:600"), Has.Count.EqualTo(1));

    [Test]
    public void At_most_100_entries_are_read() =>
        Assert.That(TransferHistory.Read("ARRAY::" + string.Join("|:", Enumerable.Repeat($"1763640000:{Id}:bl_xfer:500", 5000))), Has.Count.EqualTo(100));
}
