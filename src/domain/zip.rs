//! Writing a folder of text files as one zip archive, uncompressed: the same files make the same bytes.
//! Designs are small, and a program for packing them would be larger than what it saves.

/// The first second that the format knows, 1980-01-01: a date would make each archive another one.
const DATE: u16 = 0x21;
/// File names are UTF-8.
const UTF8: u16 = 0x0800;
const VERSION: u16 = 20;

/// The archive. Files whose name or content is too large for the format are left out.
#[must_use]
pub fn write(files: &[(String, String)]) -> Vec<u8> {
    let (mut archive, mut directory, mut count) = (Vec::new(), Vec::new(), 0_u16);
    for (name, content) in files {
        let sizes = (u16::try_from(name.len()), u32::try_from(content.len()));
        let (Ok(name_size), Ok(size)) = sizes else {
            continue;
        };
        let (Ok(offset), true) = (u32::try_from(archive.len()), count < u16::MAX) else {
            break;
        };
        let mut facts = Vec::new();
        for number in [VERSION, UTF8, 0, 0, DATE] {
            facts.extend(number.to_le_bytes());
        }
        for number in [crc(content.as_bytes()), size, size] {
            facts.extend(number.to_le_bytes());
        }
        facts.extend(name_size.to_le_bytes());
        facts.extend([0; 2]);
        archive.extend(b"PK\x03\x04");
        archive.extend(&facts);
        archive.extend(name.as_bytes());
        archive.extend(content.as_bytes());

        directory.extend(b"PK\x01\x02");
        directory.extend(VERSION.to_le_bytes());
        directory.extend(&facts);
        // No comment, one disk, plain attributes.
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
        count += 1;
    }
    let sizes = (u32::try_from(directory.len()), u32::try_from(archive.len()));
    let (size, offset) = (sizes.0.unwrap_or(u32::MAX), sizes.1.unwrap_or(u32::MAX));
    archive.extend(directory);
    archive.extend(b"PK\x05\x06\0\0\0\0");
    for number in [count, count] {
        archive.extend(number.to_le_bytes());
    }
    for number in [size, offset] {
        archive.extend(number.to_le_bytes());
    }
    archive.extend([0; 2]);
    archive
}

/// CRC-32 as zip has it.
fn crc(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            let carry = crc & 1;
            crc >>= 1;
            if carry == 1 {
                crc ^= 0xedb8_8320;
            }
        }
    }
    !crc
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_are_those_of_the_format() {
        assert_eq!(crc(b""), 0);
        // The check value of every table of CRCs.
        assert_eq!(crc(b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn an_archive_lists_its_files_where_they_are() {
        let files = [
            ("design.md".to_owned(), "# 订单\n".to_owned()),
            ("contracts/a.yaml".to_owned(), String::new()),
        ];
        let archive = write(&files);
        assert_eq!(archive, write(&files));
        let end = archive.len() - 22;
        let number = |at: usize| {
            let bytes: [u8; 4] = archive[at..at + 4].try_into().unwrap();
            usize::try_from(u32::from_le_bytes(bytes)).unwrap()
        };
        assert_eq!(&archive[end..end + 4], b"PK\x05\x06");
        assert_eq!(&archive[end + 8..end + 12], [2, 0, 2, 0]);
        let mut at = number(end + 16);
        assert_eq!(at + number(end + 12), end);
        for (name, content) in &files {
            assert_eq!(&archive[at..at + 4], b"PK\x01\x02");
            let size = number(at + 24);
            assert_eq!((number(at + 20), size), (content.len(), content.len()));
            let local = number(at + 42);
            assert_eq!(&archive[local..local + 4], b"PK\x03\x04");
            let body = local + 30 + name.len();
            assert_eq!(&archive[local + 30..body], name.as_bytes());
            assert_eq!(&archive[body..body + size], content.as_bytes());
            at += 46 + name.len();
        }
        assert_eq!(write(&[]).len(), 22);
    }
}
