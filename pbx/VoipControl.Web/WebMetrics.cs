using System.Diagnostics.Metrics;

namespace VoipControl.Web;

/// <summary>Figures of role web, meter `VoipControl.Web`.</summary>
internal sealed class WebMetrics
{
    public const string MeterName = "VoipControl.Web";

    private readonly Counter<long> _requests;
    private readonly Histogram<double> _duration;
    private readonly UpDownCounter<long> _liveClients;
    private readonly Counter<long> _liveCutOffs;
    private readonly Counter<long> _streamsLost;

    public WebMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _requests = meter.CreateCounter<long>("voipcontrol.web.requests", "{request}", "Requests to the SystemAPI by route, method and status.");
        _duration = meter.CreateHistogram<double>("voipcontrol.web.request.duration", "s", "Time to answer a request; the live feed is not in it.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] });
        _liveClients = meter.CreateUpDownCounter<long>("voipcontrol.web.live.clients", "{client}", "Clients of the live feed now.");
        _liveCutOffs = meter.CreateCounter<long>("voipcontrol.web.live.cut_offs", "{client}", "Clients of the live feed that were cut off, by reason.");
        _streamsLost = meter.CreateCounter<long>("voipcontrol.web.pbx_streams.lost", "{stream}", "Streams of pbx processes that broke.");
    }

    public void Request(string route, string method, int status, TimeSpan duration, bool isStream)
    {
        var tags = new KeyValuePair<string, object?>[] { new("route", route), new("method", method), new("status", status) };
        _requests.Add(1, tags);
        if (!isStream) _duration.Record(duration.TotalSeconds, tags);
    }

    public void LiveClient(int change) => _liveClients.Add(change);

    public void LiveCutOff(string reason) => _liveCutOffs.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void StreamLost() => _streamsLost.Add(1);
}
