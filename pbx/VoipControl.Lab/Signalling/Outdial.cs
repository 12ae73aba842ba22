using System.Globalization;
using VoipControl.Lab.Calls;
using VoipControl.Lab.Channels;

namespace VoipControl.Lab.Signalling;

/// <summary>
/// One attempt to reach somebody: the rounds of a dial string one after the other, the legs of a round at once, until a
/// leg answers or none is left (switch_ivr_originate). Everything happens holding <see cref="SwitchCore.Gate"/>.
/// </summary>
internal sealed class Outdial
{
    private readonly SwitchLife _life;
    private readonly Channel? _originator;
    private readonly DialString _dial;
    private readonly OutdialOptions _options;
    private readonly List<Channel> _live = [];
    private readonly TaskCompletionSource<OutdialResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _round = -1;
    private bool _dialling;
    private string _cause = "DESTINATION_OUT_OF_ORDER";

    /// <param name="life">The switch's life.</param>
    /// <param name="originator">The leg it is dialled for; null = <c>originate</c>.</param>
    /// <param name="dial">What to dial.</param>
    /// <param name="options">Times and, for originate, who calls.</param>
    public Outdial(SwitchLife life, Channel? originator, DialString dial, OutdialOptions options)
    {
        _life = life;
        _originator = originator;
        _dial = dial;
        _options = options;
    }

    /// <summary>The leg that answered, or the cause of the last failure. It never comes when the attempt was stopped.</summary>
    public Task<OutdialResult> Result => _result.Task;

    private bool Over => _result.Task.IsCompleted || Stopped || _life.Core.Dead;

    private bool Stopped { get; set; }

    public void Begin() => NextRound();

    /// <summary>The one who dialled does something else now; the legs are its own affair.</summary>
    public void Stop() => Stopped = true;

    /// <summary>A leg rings, or plays something before it answers.</summary>
    public void Progress(Channel b, bool media)
    {
        if (Over)
            return;
        if (media)
        {
            _life.Steps.EarlyMediaOutbound(b);
            if (_originator is { } caller && b.Variables["ignore_early_media"] != "true" && _live.Count == 1)
            {
                if (!caller.Answered)
                    _life.Steps.EarlyMedia(caller);
                caller.Sip?.Connect(b.Sip);
            }
        }
        else if (b.Profile.Progress == 0 && !b.EarlyMedia)
        {
            _life.Steps.Ring(b);
        }
        if (!media && _originator is { Inbound: true, Answered: false, EarlyMedia: false, RungBack: false } a)
            _life.Steps.RingBack(a);
        else if (!media)
            _originator?.Sip?.PlayRingBack();
    }

    public void Answered(Channel b)
    {
        if (Over)
            return;
        _live.Remove(b);
        b.OnFirstResult = null;
        b.Outdial = null;
        foreach (var loser in _live.ToList())
            _life.Ending.Abandon(loser, "LOSE_RACE");
        _live.Clear();
        if (_originator is { } a)
        {
            a.Sip?.StopPlaying();
            _life.Dialling.AnswerAndBridge(a, b);
        }
        else
        {
            _life.Steps.AnswerOutbound(b);
            _life.Steps.FlipCallerId(b);
        }
        _result.TrySetResult(new OutdialResult(b, "SUCCESS"));
    }

    private void NextRound()
    {
        _round++;
        if (Over)
            return;
        if (_round >= _dial.Rounds.Count)
        {
            Conclude();
            return;
        }
        // A target may fail before the next one is dialled; the round is over only when all were tried.
        _dialling = true;
        foreach (var target in _dial.Rounds[_round])
            Dial(target);
        _dialling = false;
        if (_live.Count == 0)
        {
            NextRound();
            return;
        }
        var round = _round;
        _life.Clockwork.After(_options.Timeout, () =>
        {
            if (!Over && round == _round)
                GiveUp(_live.ToList());
        });
    }

    private void Dial(DialTarget target)
    {
        var variables = new List<KeyValuePair<string, string>>(_originator?.ExportedNow() ?? []);
        variables.AddRange(_dial.Variables);
        variables.AddRange(target.Variables);
        var plane = _life.Sip!;
        var (destinations, cause) = plane.Destinations.Resolve(target.Address);
        if (destinations.Count == 0)
            _cause = cause;
        foreach (var destination in destinations)
        {
            if (_life.Core.PausedOutbound)
            {
                _cause = "SYSTEM_SHUTDOWN";
                return;
            }
            if (plane.Legs.Dial(this, _originator, destination, variables, _options) is not { } b)
            {
                _cause = plane.Legs.WhyNot;
                continue;
            }
            _live.Add(b);
            if (Seconds(variables, "leg_timeout") is { } limit)
                _life.Clockwork.After(limit, () => GiveUp(_live.Contains(b) ? [b] : []));
        }
    }

    /// <summary>Called when a leg of this attempt has ended without an answer.</summary>
    public void Ended(Channel b)
    {
        _live.Remove(b);
        _cause = b.HangupCause.Length > 0 ? b.HangupCause : "DESTINATION_OUT_OF_ORDER";
        if (_life.Core.Dead)
            _result.TrySetResult(new OutdialResult(null, _cause));
        if (!_dialling && _live.Count == 0 && !Over)
            NextRound();
    }

    private void GiveUp(List<Channel> legs)
    {
        if (Over)
            return;
        foreach (var b in legs)
            _life.Ending.End(b, "NO_ANSWER", byFarEnd: false);
    }

    private void Conclude()
    {
        if (_originator is { } a)
        {
            a.Sip?.StopPlaying();
            a.Variables["originate_disposition"] = _cause;
            a.Variables["DIALSTATUS"] = CallEnding.DialStatus(_cause);
        }
        _result.TrySetResult(new OutdialResult(null, _cause));
    }

    /// <summary>A number of seconds in a variable, up to a day; null = not set or not a number.</summary>
    public static TimeSpan? Seconds(IEnumerable<KeyValuePair<string, string>> variables, string name)
    {
        var text = variables.LastOrDefault(v => v.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= 86_400
            ? TimeSpan.FromSeconds(seconds)
            : null;
    }
}
