using System.Diagnostics.CodeAnalysis;

namespace VoipControl.Sip;

/// <summary>
/// The views of all header fields of one name, in order. Most messages have one Via and one Contact, and one view needs no array.
/// The default has not been read yet; one that was read and holds nothing is <see cref="Empty"/>.
/// </summary>
internal struct SipViewList<T>
    where T : class
{
    // Either a single view, or all of them here.
    private T? _single;
    private T[]? _all;

    /// <summary>Read, and nothing there.</summary>
    public static SipViewList<T> Empty => new() { _all = [] };

    public readonly bool IsRead => _single is not null || _all is not null;

    public readonly int Count => _all is not null ? _all.Length : _single is null ? 0 : 1;

    /// <summary>The views without a list in between, for code that is hot.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<T> Span => _all is not null ? _all : _single is null ? [] : new ReadOnlySpan<T>(in _single);

    /// <summary>The views as a list, which is made when it is first asked for.</summary>
    public IReadOnlyList<T> List => _all ??= _single is null ? [] : [_single];

    public void Add(T view)
    {
        if (Count == 0)
            (_single, _all) = (view, null);
        else
            _all = [.. Span, view];
    }

    public void Replace(T[] all) => _all = all;
}
