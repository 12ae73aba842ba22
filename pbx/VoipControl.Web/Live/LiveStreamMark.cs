namespace VoipControl.Web.Live;

/// <summary>Metadata of the live feed's route: it lasts for hours, so its duration is no figure and no time-out applies.</summary>
internal sealed class LiveStreamMark;
