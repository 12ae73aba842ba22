using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using VoipControl.Core.Calls;
using VoipControl.Core.Trunks;
using VoipControl.Sip;
using VoipControl.Sip.Phone;
using VoipControl.Sip.Rtp;

namespace VoipControl.Pbx.Sip;

/// <summary>
/// Canary calls on a phone: it places them, and takes those that come back. A call comes back to us only while a canary of
/// mode Loop waits for it; any other caller is refused.
/// </summary>
internal sealed class CanaryCalls(TimeProvider time, ILogger<CanaryCalls> logger)
{
    /// <summary>A tone that was heard for less is a click or an echo of the set-up, in 100 ms blocks of the detector.</summary>
    private static readonly TimeSpan LeastTone = TimeSpan.FromMilliseconds(300);

    /// <summary>Digits at the end of a number that carriers leave as they are; what stands before them they rewrite.</summary>
    private const int ComparedDigits = 6;

    /// <summary>How long the end of a call is waited for: a far end that has gone silent would keep us for 32 seconds (RFC 3261 section 17.1.1.2).</summary>
    private static readonly TimeSpan EndGrace = TimeSpan.FromSeconds(2);

    /// <summary>Scanners find an open port and call it by the thousand: one line in this time tells of them.</summary>
    private static readonly TimeSpan StrangerPause = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly List<Expected> _expected = [];
    private long _strangers;
    private long? _strangerToldAt;

    /// <summary>One call from beginning to end.</summary>
    public async Task<CanaryOutcome> RunAsync(SipPhone phone, CanaryCall call, CancellationToken cancellation)
    {
        var plan = call.Plan;
        var expected = plan.Mode == CanaryMode.Loop ? new Expected(call) : null;
        if (expected is not null)
            lock (_gate) _expected.Add(expected);
        try
        {
            return await RunAsync(phone, call, expected, cancellation);
        }
        finally
        {
            if (expected is not null)
                lock (_gate) _expected.Remove(expected);
        }
    }

    /// <summary>Takes a call that came in, to its end.</summary>
    public async Task TakeAsync(PhoneCall incoming)
    {
        if (Claim(incoming) is not { } expected)
        {
            TellStranger(incoming);
            incoming.Reject(480);
            return;
        }
        // Our answer proves it to the switch too: the way back need not have kept the caller's mark.
        incoming.Answer([new SipHeader(TestMark.Header, expected.Call.Mark)]);
        var said = incoming.SayAsync(new ToneSource(expected.Call.Plan.FarHz));
        await incoming.Ended;
        await said;
    }

    private async Task<CanaryOutcome> RunAsync(SipPhone phone, CanaryCall canary, Expected? expected, CancellationToken cancellation)
    {
        var plan = canary.Plan;
        PhoneCall call;
        try
        {
            call = phone.Place(SipUri.Parse(plan.To), new PhoneCallOptions
            {
                From = SipAddress.Of(phone.Address.WithUser(canary.From)),
                Credentials = canary.Password.Length > 0 ? new SipCredentials(canary.Username, canary.Password) : null,
                Headers = [new SipHeader(TestMark.Header, canary.Mark)],
                Sound = () => new ToneSource(plan.SendHz),
                RingTimeout = plan.AnswerLimit,
            });
        }
        catch (SocketException e)
        {
            return new CanaryOutcome { OwnFailure = "there is no port for its audio: " + e.Message };
        }
        try
        {
            // At the limit the phone gives up by itself, with CANCEL. That has to wait for a first response (RFC 3261 section
            // 9.1), and a silent peer sends none.
            if (!await EndsAsync(call.Answered, plan.AnswerLimit + EndGrace, cancellation)) return new CanaryOutcome();
            if (!await call.Answered) return Unanswered(call, await call.Ended.WaitAsync(cancellation));
            var endedByOther = await EndsAsync(call.Ended, plan.Hold, cancellation);
            // Before we hang up: the far end stops at once when we do, and that would look like a gap.
            var (here, there) = (Heard(call), expected?.Callee is { } callee ? Heard(callee) : null);
            return new CanaryOutcome { Status = 200, SetUp = call.SetUpTime, EndedByOther = endedByOther, Here = here, There = there };
        }
        finally
        {
            if (!call.Ended.IsCompleted) await EndsAsync(call.HangUpAsync(), EndGrace, CancellationToken.None);
        }
    }

    /// <summary>Whether something ends within a time.</summary>
    private async Task<bool> EndsAsync(Task something, TimeSpan limit, CancellationToken cancellation)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(something, Task.Delay(limit, time, late.Token));
        await late.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
        return something.IsCompleted;
    }

    private static CanaryOutcome Unanswered(PhoneCall call, SipCallEnd end) => end.By == SipCallEndedBy.Remote
        ? new CanaryOutcome { Status = end.Status, SetUp = call.Lasted }
        : new CanaryOutcome();

    private void TellStranger(PhoneCall incoming)
    {
        lock (_gate)
        {
            _strangers++;
            if (_strangerToldAt is { } told && time.GetElapsedTime(told) < StrangerPause) return;
            _strangerToldAt = time.GetTimestamp();
            Log.StrangeCall(logger, incoming.RemoteParty.Uri.ToString(), _strangers);
        }
    }

    private Expected? Claim(PhoneCall incoming)
    {
        var mark = incoming.Invite.Headers[TestMark.Header];
        var user = Digits(incoming.Invite.Uri.User);
        lock (_gate)
        {
            var free = _expected.Where(static e => e.Callee is null).ToList();
            var found = free.Find(e => mark is not null && e.Call.Mark == mark)
                ?? free.Find(e => user.Length > 0 && Digits(SipUri.Parse(e.Call.Plan.To).User) == user)
                ?? (free.Count == 1 && mark is null ? free[0] : null);
            if (found is not null) found.Callee = incoming;
            return found;
        }
    }

    private static string Digits(string? user)
    {
        var digits = new string([.. (user ?? "").Where(char.IsAsciiDigit)]);
        return digits.Length > ComparedDigits ? digits[^ComparedDigits..] : digits;
    }

    private static HeardAudio Heard(PhoneCall call)
    {
        var heard = call.Media().Received;
        var tone = heard.Tones.Where(static t => t.Total >= LeastTone).OrderByDescending(static t => t.Total).Select(static t => (double?)t.Frequency).FirstOrDefault();
        var all = heard.Packets + heard.Lost;
        return new HeardAudio(heard.Packets, tone, all == 0 ? 0 : 100.0 * heard.Lost / all, heard.LongestSilence?.Length ?? TimeSpan.Zero)
        {
            Audible = heard.Audible >= LeastTone,
        };
    }

    /// <summary>A canary that waits for its own call to come back.</summary>
    private sealed class Expected(CanaryCall call)
    {
        public CanaryCall Call => call;

        /// <summary>The call that came back.</summary>
        public PhoneCall? Callee { get; set; }
    }
}
