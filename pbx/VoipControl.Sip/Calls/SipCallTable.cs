namespace VoipControl.Sip;

/// <summary>The calls that live, by Call-ID and our tag: no two of ours share a tag. Used on the loop only.</summary>
internal sealed class SipCallTable
{
    private readonly Dictionary<(string CallId, string LocalTag), SipCall> _calls = [];

    public int Count => _calls.Count;

    /// <summary>A copy, since calls leave while they are told something.</summary>
    public IReadOnlyList<SipCall> All => [.. _calls.Values];

    public void Add(SipCall call) => _calls[(call.CallId, call.LocalTag)] = call;

    public void Remove(SipCall call) => _calls.Remove((call.CallId, call.LocalTag));

    public SipCall? Find(string callId, string localTag) => _calls.GetValueOrDefault((callId, localTag));
}
