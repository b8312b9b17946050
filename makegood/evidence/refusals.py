"""PURE: why a file is not taken, or not shown."""

from makegood.kit.errors import Refused


class FileEmpty(Refused):
    """The file is empty. Choose it again, or take the picture once more."""

    status = 422


class FileTooLarge(Refused):
    """The file is larger than {limit_mb} MB. Send a smaller picture or a shorter video."""

    status = 413


class TooManyFiles(Refused):
    """You have sent {limit} files for this order already, which is the most. Use those that are here."""

    status = 409


class FileTypeRefused(Refused):
    """This is not a file that can be looked at here. Send a photo (JPEG, PNG, WebP, GIF), a PDF or a video (MP4, MOV)."""

    status = 415


class PhotoTypeRefused(Refused):
    """Photos of the type HEIC do not show in every browser. Send it as JPEG (on an iPhone: Settings, Camera, Formats,
    Most Compatible)."""

    status = 415


class FileUnreadable(Refused):
    """The file is damaged or incomplete and cannot be opened. Send it again."""

    status = 422


class PictureGoesOn(Refused):
    """The file goes on after the end of the picture: {extra_kb} KB are no part of it. Save the picture anew, or take a
    screenshot of it, and send that."""

    status = 422


class PictureTooLarge(Refused):
    """The picture has more than {limit_megapixels} million pixels. Send a smaller copy."""

    status = 422


class OriginalKept(Refused):
    """The original of a file is shown to who sent it and to the desk; everybody else sees the copy without its hidden data."""

    status = 403


class FileErased(Refused):
    """The file was kept as long as the rules say and was erased on {day}. The record of it stays; its content is gone."""

    status = 410


class NotYourFile(Refused):
    """Only who sent a picture can hide parts of it."""

    status = 403


class NotAPicture(Refused):
    """Parts can be hidden of pictures only. Take a picture of the page, hide what others need not see, and send that."""

    status = 422


class TooMuchHidden(Refused):
    """At most {most} parts of a picture can be hidden. Take fewer and larger ones."""

    status = 422


class HoldEnded(Refused):
    """Somebody else has ended this hold already. Place a new one if the evidence is to be kept."""


class FilesUnavailable(Refused):
    """Files cannot be kept or read at the moment. Try again in a few minutes."""

    status = 503


class FormUnreadable(Refused):
    """The form cannot be read: send multipart/form-data with one part named file, or the bytes of the file alone."""

    status = 400
