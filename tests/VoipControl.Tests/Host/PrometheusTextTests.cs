using System.Diagnostics.Metrics;
using NUnit.Framework;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using VoipControl.Host;

namespace VoipControl.Tests.Host;

public sealed class PrometheusTextTests
{
    [Test]
    public void A_counter_is_a_total() => Assert.That(Of(static m => m.CreateCounter<long>("calls", description: "Calls\nof \\ all").Add(3)), Is.EqualTo("""
        # HELP calls_total Calls\nof \\ all
        # TYPE calls_total counter
        calls_total 3

        """));

    [Test]
    public void Labels_are_named_and_escaped() => Assert.That(
        Of(static m => m.CreateCounter<long>("calls").Add(1, new("node.name", "a\"b\\c\nd"), new KeyValuePair<string, object?>("b", null))), Does.Contain(
        """calls_total{b="",node_name="a\"b\\c\nd"} 1"""));

    [Test]
    public void A_gauge_is_the_last_value_with_its_unit() =>
        Assert.That(Of(static m => m.CreateGauge<double>("lag", unit: "s").Record(0.25)), Is.EqualTo("# TYPE lag_seconds gauge\nlag_seconds 0.25\n"));

    [TestCase(double.PositiveInfinity, "+Inf")]
    [TestCase(double.NegativeInfinity, "-Inf")]
    [TestCase(double.NaN, "NaN")]
    [TestCase(1e300, "1E+300")]
    public void Numbers_that_are_none_have_their_own_words(double value, string expected) =>
        Assert.That(Of(m => m.CreateGauge<double>("lag").Record(value)), Does.EndWith($"lag {expected}\n"));

    [Test]
    public void An_up_and_down_counter_is_a_gauge() =>
        Assert.That(Of(static m => m.CreateUpDownCounter<long>("clients").Add(-2)), Is.EqualTo("# TYPE clients gauge\nclients -2\n"));

    [Test]
    public void A_histogram_counts_up_to_each_bound() => Assert.That(Of(static m =>
    {
        var histogram = m.CreateHistogram("commit", unit: "s", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1] });
        foreach (var value in new[] { 0.25, 0.75, 8 }) histogram.Record(value, new KeyValuePair<string, object?>("node", "a"));
    }), Is.EqualTo("""
        # TYPE commit_seconds histogram
        commit_seconds_bucket{node="a",le="0.5"} 1
        commit_seconds_bucket{node="a",le="1"} 2
        commit_seconds_bucket{node="a",le="+Inf"} 3
        commit_seconds_sum{node="a"} 9
        commit_seconds_count{node="a"} 3

        """));

    [Test]
    public void Nothing_measured_is_an_empty_text() => Assert.That(Of(static _ => { }), Is.Empty);

    private static string Of(Action<Meter> measure)
    {
        using var meter = new Meter("VoipControl.Tests." + Guid.NewGuid());
        using var text = new PrometheusText();
        using var provider = Sdk.CreateMeterProviderBuilder().AddMeter(meter.Name).AddReader(new BaseExportingMetricReader(text)).Build();
        measure(meter);
        return text.CollectText();
    }
}
