using System.Globalization;
using VoipControl.Lab.Calls;
using VoipControl.Lab.Channels;
using VoipControl.Lab.Commands;
using VoipControl.Lab.Dialplan;

namespace VoipControl.Lab.Signalling;

/// <summary>
/// The applications of the dialplan on real legs (mod_dptools.c). Each runs on the leg's script, without the gate, and
/// takes it for what it changes; it returns when the next application may run.
/// </summary>
internal sealed class Applications(SwitchLife life)
{
    private readonly SwitchCore _core = life.Core;
    private readonly LegSteps _steps = life.Steps;

    /// <summary>Runs one application with its data, in which <c>${…}</c> is expanded first.</summary>
    /// <exception cref="DialplanException">The data cannot be expanded.</exception>
    public async Task RunAsync(Channel c, string application, string data, CancellationToken stop)
    {
        var expanded = VariableExpansion.Expand(data, LegScope.Of(life, c));
        lock (_core.Gate)
        {
            stop.ThrowIfCancellationRequested();
            _steps.Run(c, application, expanded);
        }
        switch (application.ToLowerInvariant())
        {
            case "playback" or "endless_playback":
                await PlaybackAsync(c, application == "endless_playback" ? "{loops=-1}" + expanded : expanded, stop).ConfigureAwait(false);
                break;
            case "sleep":
                await SleepAsync(expanded, stop).ConfigureAwait(false);
                break;
            case "bridge":
                await BridgeAsync(c, expanded, stop).ConfigureAwait(false);
                break;
            case "echo":
                await EchoAsync(c, stop).ConfigureAwait(false);
                break;
            case "park":
                Step(c, () => _steps.MarkParked(c), stop);
                await Task.Delay(Timeout.InfiniteTimeSpan, _core.Time, stop).ConfigureAwait(false);
                break;
            default:
                Step(c, () => RunAtOnce(c, application, expanded), stop);
                break;
        }
    }

    /// <summary>Those that are over at once; also what a dialplan runs inline. Callers hold the gate.</summary>
    public void RunAtOnce(Channel c, string application, string data)
    {
        switch (application.ToLowerInvariant())
        {
            case "answer":
                if (!c.Answered)
                    _steps.AnswerInbound(c);
                break;
            case "pre_answer":
                if (!c.Answered)
                    _steps.EarlyMedia(c);
                break;
            case "ring_ready":
                if (c is { Inbound: true, Answered: false, EarlyMedia: false, RungBack: false })
                    _steps.RingBack(c);
                break;
            case "set":
                Set(c, data);
                break;
            case "multiset":
                foreach (var pair in Many(data))
                    Set(c, pair);
                break;
            case "unset":
                c.Variables.Remove(data);
                break;
            case "multiunset":
                foreach (var name in Many(data))
                    c.Variables.Remove(name);
                break;
            case "export" or "bridge_export":
                Export(c, data);
                break;
            case "set_profile_var":
                SetProfile(c, data);
                break;
            case "record_session":
                Record(c, data);
                break;
            case "stop_record_session":
                if (c.Recordings.FirstOrDefault(r => r.Path == data) is { } recording)
                    _steps.StopRecording(c, recording);
                break;
            case "hangup":
                life.Ending.End(c, HangupCauses.Parse(data), byFarEnd: false);
                break;
            case "transfer":
                Transfer(c, data);
                break;
            case "send_dtmf":
                c.Sip?.SendDigits(data);
                break;
            case "log" or "info" or "event" or "eval" or "verbose_events" or "start_dtmf" or "stop_dtmf" or "presence":
                // They write to logs, or switch on what is always on here.
                break;
            default:
                life.Sip!.Complain($"Invalid Application {application}");
                life.Ending.End(c, "DESTINATION_OUT_OF_ORDER", byFarEnd: false);
                break;
        }
    }

    private void Step(Channel c, Action step, CancellationToken stop)
    {
        lock (_core.Gate)
        {
            stop.ThrowIfCancellationRequested();
            if (c.State < ChannelState.HANGUP)
                step();
        }
    }

    private Task SleepAsync(string data, CancellationToken stop) =>
        int.TryParse(data, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            ? Task.Delay(TimeSpan.FromMilliseconds(milliseconds), _core.Time, stop)
            : Task.CompletedTask;

    private async Task EchoAsync(Channel c, CancellationToken stop)
    {
        Step(c, () =>
        {
            if (!c.Answered)
                _steps.EarlyMedia(c);
            c.Sip!.Echo(true);
        }, stop);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _core.Time, stop).ConfigureAwait(false);
        }
        finally
        {
            c.Sip!.Echo(false);
        }
    }

    private async Task PlaybackAsync(Channel c, string data, CancellationToken stop)
    {
        PlaybackSource? source = null;
        Task<bool>? played = null;
        Step(c, () =>
        {
            if (!c.Answered)
                _steps.EarlyMedia(c);
            source = PlaybackSource.Open(data);
            if (source is null)
            {
                c.Variables["current_application_response"] = "FILE NOT FOUND";
                return;
            }
            _steps.Playback(c, source.Path, start: true, run: false);
            played = c.Sip!.PlayAsync(source);
        }, stop);
        if (source is null || played is null)
            return;
        using (source)
        {
            await using (stop.UnsafeRegister(static leg => ((SipLeg)leg!).StopPlaying(), c.Sip).ConfigureAwait(false))
                await played.ConfigureAwait(false);
            lock (_core.Gate)
            {
                if (!c.Ended && !_core.Dead)
                    source.Stop(_steps, c);
            }
        }
    }

    private async Task BridgeAsync(Channel c, string data, CancellationToken stop)
    {
        if (DialString.Parse(data) is not { } dial)
        {
            Fail(c, "DESTINATION_OUT_OF_ORDER", stop);
            return;
        }
        Outdial? attempt = null;
        Task over = Task.CompletedTask;
        Step(c, () =>
        {
            c.Enter(ChannelState.EXECUTE);
            attempt = new Outdial(life, c, dial, new OutdialOptions { Timeout = TimeoutOf(c, dial) });
            c.Sip!.Script!.Dialling = attempt;
            over = c.Sip.NextUnbridge();
            attempt.Begin();
        }, stop);
        if (attempt is null)
            return;
        var result = await attempt.Result.WaitAsync(stop).ConfigureAwait(false);
        if (result.Leg is null)
        {
            Fail(c, result.Cause, stop);
            return;
        }
        await over.WaitAsync(stop).ConfigureAwait(false);
        Step(c, () =>
        {
            if (c.Variables["hangup_after_bridge"] == "true")
                life.Ending.End(c, "NORMAL_CLEARING", byFarEnd: false);
        }, stop);
    }

    // switch_channel_handle_cause: whether a bridge that failed ends the leg.
    private void Fail(Channel c, string cause, CancellationToken stop) => Step(c, () =>
    {
        bool Named(string list) => list.Split(',', StringSplitOptions.TrimEntries).Any(n =>
            n.Equals(cause, StringComparison.OrdinalIgnoreCase)
            || n == HangupCauses.Number(cause).ToString(CultureInfo.InvariantCulture));
        var goOn = c.Variables["continue_on_fail"];
        var failures = c.Variables["failure_causes"];
        if (goOn is null && failures is null
                ? cause is "NO_ANSWER" or "NO_USER_RESPONSE" or "ORIGINATOR_CANCEL"
                : (failures is not null && !Named(failures)) || (goOn is not null && (SwitchTrue(goOn) || Named(goOn))))
            return;
        life.Ending.End(c, cause, byFarEnd: false);
    }, stop);

    private static TimeSpan TimeoutOf(Channel c, DialString dial) =>
        Outdial.Seconds(dial.Variables, "originate_timeout")
        ?? Outdial.Seconds(dial.Variables, "call_timeout")
        ?? Outdial.Seconds([new("t", c.Variables["originate_timeout"] ?? "")], "t")
        ?? Outdial.Seconds([new("t", c.Variables["call_timeout"] ?? "")], "t")
        ?? TimeSpan.FromSeconds(60);

    private static void Set(Channel c, string data)
    {
        var equals = data.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
            return;
        var value = data[(equals + 1)..];
        c.Variables[data[..equals].Trim()] = value == "_undef_" ? "" : value;
    }

    private static void Export(Channel c, string data)
    {
        const string NoLocal = "nolocal:";
        var equals = data.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
            return;
        var (name, value) = (data[..equals].Trim(), data[(equals + 1)..]);
        if (name.StartsWith(NoLocal, StringComparison.OrdinalIgnoreCase))
        {
            c.Exported[name[NoLocal.Length..]] = value;
            return;
        }
        c.Variables[name] = value;
        c.Exported[name] = value;
        c.Variables["export_vars"] = string.Join(',', c.Exported.Keys);
        if (name.Equals("vc_tenant", StringComparison.OrdinalIgnoreCase))
            c.Call.Tenant ??= value;
    }

    private static void SetProfile(Channel c, string data)
    {
        var equals = data.IndexOf('=', StringComparison.Ordinal);
        var value = data[(equals + 1)..];
        switch (equals > 0 ? data[..equals].Trim().ToLowerInvariant() : "")
        {
            case "caller_id_name":
                c.Profile.CallerIdName = value;
                break;
            case "caller_id_number":
                c.Profile.CallerIdNumber = value;
                break;
            case "callee_id_name":
                c.Profile.CalleeIdName = value;
                break;
            case "callee_id_number":
                c.Profile.CalleeIdNumber = value;
                break;
        }
    }

    private void Record(Channel c, string data)
    {
        var path = data.Split(' ', '+')[0];
        if (path.Length > 0 && c.Recordings.All(r => r.Path != path))
            _steps.StartRecording(c, path, fromDialplan: true);
    }

    private void Transfer(Channel c, string data)
    {
        var words = Arguments.Split(data, ' ', 5);
        if (words.Count == 0)
            return;
        life.Moves.Transfer(c, words[0], words.ElementAtOrDefault(1) ?? "XML", words.ElementAtOrDefault(2) ?? c.Profile.Context);
        life.Dialling.Route(c, words[0]);
    }

    private static string[] Many(string data) =>
        data.StartsWith("^^", StringComparison.Ordinal) && data.Length > 2
            ? data[3..].Split(data[2], StringSplitOptions.RemoveEmptyEntries)
            : data.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public static bool SwitchTrue(string? value) => Configuration.SwitchBoolean.IsTrue(value);
}
