namespace VoipControl.Sip;

/// <summary>So many a second, and no more than one second's worth at once.</summary>
internal sealed class SipAllowance(int perSecond, TimeProvider time)
{
    private double _left = perSecond;
    private long _last = time.GetTimestamp();

    public bool Take()
    {
        var now = time.GetTimestamp();
        _left = Math.Min(perSecond, _left + (time.GetElapsedTime(_last, now).TotalSeconds * perSecond));
        _last = now;
        if (_left < 1)
            return false;
        _left--;
        return true;
    }
}
