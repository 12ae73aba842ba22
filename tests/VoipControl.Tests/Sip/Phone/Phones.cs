using VoipControl.Sip.Phone;
using VoipControl.Sip.Rtp;
using VoipControl.Testing;

namespace VoipControl.Tests.Sip.Phone;

/// <summary>Phones on loopback that end with the test, each with a tone of its own and an ear for the others'.</summary>
internal sealed class Phones : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly IReadOnlyList<double> Tones = [600, 850, 1100, 1350];

    private readonly List<SipPhone> _all = [];

    /// <summary>Says <paramref name="tone"/>, and answers at once unless told otherwise.</summary>
    public async Task<SipPhone> AddAsync(double tone, Func<SipPhoneOptions, SipPhoneOptions>? change = null)
    {
        var options = new SipPhoneOptions
        {
            Sound = () => new ToneSource(tone),
            ListenFor = Tones,
            Incoming = IncomingCalls.Answer(),
        };
        var phone = new SipPhone(change?.Invoke(options) ?? options, TimeProvider.System);
        _all.Add(phone);
        await phone.StartAsync();
        return phone;
    }

    public static Task UntilAsync(string what, Func<bool> condition) => Poll.UntilAsync(what, Patience, TimeProvider.System, condition);

    /// <summary>Waits until the call hears a tone at this moment.</summary>
    public static Task HearsAsync(PhoneCall call, double tone) => UntilAsync($"{tone} Hz is heard", () => call.Media().Received.Tones.Any(t => t.Frequency == tone && t.IsHeardNow));

    /// <summary>The phone's one call, as soon as there is one.</summary>
    public static async Task<PhoneCall> CallOfAsync(SipPhone phone)
    {
        await UntilAsync("a call comes in", () => phone.Calls.Count > 0);
        return phone.Calls.Single();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var phone in _all) await phone.DisposeAsync();
    }
}
