using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace VoipControl.Host;

/// <summary>Writes the process's metrics in Prometheus' text format 0.0.4. OpenTelemetry's own exporter for it has no stable release.</summary>
[ExportModes(ExportModes.Pull)]
internal sealed class PrometheusText : BaseExporter<Metric>, IPullMetricExporter
{
    private readonly Lock _gate = new();
    private readonly StringBuilder _text = new();

    public Func<int, bool>? Collect { get; set; }

    Func<int, bool>? IPullMetricExporter.Collect
    {
        get => Collect;
        set => Collect = value;
    }

    public override ExportResult Export(in Batch<Metric> batch)
    {
        foreach (var metric in batch) Write(metric);
        return ExportResult.Success;
    }

    /// <summary>All metrics as they stand now.</summary>
    public string CollectText()
    {
        lock (_gate)
        {
            _text.Clear();
            Collect?.Invoke(5000);
            return _text.ToString();
        }
    }

    private void Write(Metric metric)
    {
        var isSum = metric.MetricType is MetricType.LongSum or MetricType.DoubleSum;
        var name = Name(metric.Name) + Unit(metric.Unit) + (isSum ? "_total" : "");
        var type = isSum ? "counter" : metric.MetricType == MetricType.Histogram ? "histogram" : "gauge";
        if (metric.Description is { Length: > 0 } help) _text.Append("# HELP ").Append(name).Append(' ').Append(Escape(help)).Append('\n');
        _text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            var labels = Labels(point.Tags);
            switch (metric.MetricType)
            {
                case MetricType.LongSum or MetricType.LongSumNonMonotonic: Line(name, labels, point.GetSumLong()); break;
                case MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic: Line(name, labels, point.GetSumDouble()); break;
                case MetricType.LongGauge: Line(name, labels, point.GetGaugeLastValueLong()); break;
                case MetricType.DoubleGauge: Line(name, labels, point.GetGaugeLastValueDouble()); break;
                case MetricType.Histogram: Histogram(name, labels, in point); break;
            }
        }
    }

    private void Histogram(string name, string labels, in MetricPoint point)
    {
        long total = 0;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            total += bucket.BucketCount;
            var bound = Number(bucket.ExplicitBound);
            Line(name + "_bucket", labels.Length == 0 ? $"le=\"{bound}\"" : $"{labels},le=\"{bound}\"", total);
        }
        Line(name + "_sum", labels, point.GetHistogramSum());
        Line(name + "_count", labels, point.GetHistogramCount());
    }

    private void Line(string name, string labels, double value)
    {
        _text.Append(name);
        if (labels.Length > 0) _text.Append('{').Append(labels).Append('}');
        _text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : value.ToString("R", CultureInfo.InvariantCulture);

    private static string Labels(ReadOnlyTagCollection tags)
    {
        var text = new StringBuilder();
        foreach (var (key, value) in tags)
        {
            if (text.Length > 0) text.Append(',');
            text.Append(Name(key)).Append("=\"").Append(Escape(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "").Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
        }
        return text.ToString();
    }

    private static string Unit(string? unit) => unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };

    private static string Name(string name) => string.Create(name.Length, name, static (span, source) =>
    {
        for (var i = 0; i < span.Length; i++) span[i] = char.IsAsciiLetterOrDigit(source[i]) ? source[i] : '_';
    });

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
