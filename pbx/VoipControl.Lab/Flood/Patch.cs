namespace VoipControl.Lab.Flood;

/// <summary>A gap in a template.</summary>
/// <param name="Kind">What fills it.</param>
/// <param name="From">Index of the call's event whose time is meant.</param>
/// <param name="To">For a duration: the later event.</param>
/// <param name="Divisor">For a duration: microseconds in its unit.</param>
internal readonly record struct Patch(PatchKind Kind, int From = 0, int To = 0, long Divisor = 1);
